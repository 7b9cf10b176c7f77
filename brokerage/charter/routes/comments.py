"""Comments of staff and unions: a link without an account, and answers in public."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter import rules as term_rules
from brokerage.charter.forms.public import CommentForm
from brokerage.charter.forms.sign_up import NO, YES, AnswerCommentForm
from brokerage.charter.permissions import SIGN, VIEW
from brokerage.charter.queries import comments as queries
from brokerage.charter.queries.terms import get_term
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.routes.own import get_own_term
from brokerage.charter.rules import comments as rules
from brokerage.charter.service import comments as service
from brokerage.errors import DomainError, NotFoundError
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.links import full_url
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

COMMENTS = Limit("charter:comments", 60, timedelta(hours=1))
"""Counted for a link, not for a visitor: nothing is to tell who wrote."""


@blueprint.get("/charter/terms/<int:term_id>/comments")
@requires(VIEW)
def list_comments(term_id: int) -> str:
    """List what staff and unions say of a draft, and the link they say it by."""
    term = get_own_term(term_id, VIEW)
    is_open = term.comments_close_on is not None and term.comments_close_on >= today()
    link = full_url("charter.add_comment", term_id=term.id, token=service.make_token(term))
    return render(
        "charter/comment_list.html",
        term=term,
        page=queries.list_comments(term_id, page_number(request.args)),
        words={each.id: each.words for each in term.pledges},
        link=link if is_open else None,
        rules=rules,
    )


@blueprint.post("/charter/terms/<int:term_id>/comments/open")
@requires(SIGN)
def share_term(term_id: int) -> ResponseReturnValue:
    """Take comments by a new link."""
    term = get_own_term(term_id, SIGN)
    try:
        service.open_comments(current_subject(), term)
        flash("Comments can be made. Send the link to your staff and unions.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return redirect(url_for("charter.list_comments", term_id=term_id), 303)


@blueprint.post("/charter/terms/<int:term_id>/comments/close")
@requires(SIGN)
def close_comments(term_id: int) -> ResponseReturnValue:
    """Take no more comments."""
    term = get_own_term(term_id, SIGN)
    service.close_comments(current_subject(), term)
    flash("No more comments are taken. The link works no more.", "success")
    return redirect(url_for("charter.list_comments", term_id=term_id), 303)


@blueprint.route("/charter/comments/<int:comment_id>/answer", methods=["GET", "POST"])
@requires(SIGN)
def answer_comment(comment_id: int) -> ResponseReturnValue:
    """Say what was done about a comment."""
    comment = queries.get_comment(comment_id)
    get_own_term(comment.term_id, SIGN)
    form = _answer_form(comment)
    page = url_for("charter.list_comments", term_id=comment.term_id)
    if form.validate_on_submit():
        try:
            is_quoted = form.quoted.data == YES
            service.answer_comment(
                current_subject(), comment, form.answer.data, is_quoted=is_quoted
            )
            flash("Answered. It is public when the pledges are.", "success")
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    words = queries.find_words_of(comment.taken_pledge_id)
    return render(
        "charter/comment_answer.html",
        form=form,
        comment=comment,
        words=words,
        page=page,
        said=rules.SAID_BY[comment.commenter],
    )


@blueprint.route("/charter/say/<int:term_id>/<token:token>", methods=["GET", "POST"])
@requires(PUBLIC)
def add_comment(term_id: int, token: str) -> ResponseReturnValue:
    """Say what one thinks of a draft; nothing is kept of who says it."""
    term = get_term(term_id)
    if not service.is_token(term, token):
        raise NotFoundError
    closes_on = term.comments_close_on
    if closes_on is None or closes_on < today():
        return render("charter/comment_over.html"), 404
    form = CommentForm()
    form.list_pledges(term.pledges)
    if form.validate_on_submit():
        try:
            COMMENTS.take(str(term_id))
            service.add_comment(term, form.commenter.data, form.words.data, form.pledge_id)
            flash("Thank you. Your comment was passed on, without who you are.", "success")
            page = url_for("charter.add_comment", term_id=term_id, token=token)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    name = term.signatory.name
    return render("charter/comment_add.html", form=form, term=term, name=name, rules=term_rules)


def _answer_form(comment: queries.CharterComment) -> AnswerCommentForm:
    quoted = (YES if comment.is_quoted else NO) if comment.answer else None
    return AnswerCommentForm(answer=comment.answer, quoted=quoted)
