"""Nobody is sent off the site by what an address says."""

import pytest

from brokerage.web.redirects import LONGEST_NEXT, safe_next

OFF_SITE = [
    None,
    "",
    " ",
    "//evil.example",
    "///evil.example",
    "////evil.example/x",
    "//evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "\u200b//evil.example",
    "/\x00/evil.example",
    "/ /evil.example",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/x\r\nLocation: https://evil.example",
    "/x\r\n\r\n<script>alert(1)</script>",
    "http://evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "javascript://evil.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "mailto:a@evil.example",
    "evil.example",
    "www.evil.example",
    "evil.example/path",
    "@evil.example",
    ".evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "//evil.example@localhost/",
    "//localhost@evil.example/",
    "http://localhost@evil.example",
    "http://localhost.evil.example",
    "http://[::1",
    "//[::1]/",
    "//0x7f000001",
    "//3232235777/",
    "/a//evil.example",
    "/x/..//evil.example",
    "/x/%2e%2e%2f%2fevil.example",
    "/\u2028/evil.example",
    "/\u202ex",
    "/\ud800",
    "\uff0f\uff0fevil.example",
    "/%ff%fe",
    "/" + "a" * LONGEST_NEXT,
]
ON_SITE = [
    "/",
    "/account",
    "/directory?q=caf%C3%A9%20oxford&near=OX1%202JD",
    "/directory?q=a+b&page=2#results",
    "/directory?next=//evil.example",
    "/organisations/12/edit",
    "/directory/caf%C3%A9",
]


def test_there_are_at_least_sixty_payloads():
    assert len(set(OFF_SITE)) >= 60


@pytest.mark.parametrize("value", OFF_SITE, ids=ascii)
def test_what_leads_away_is_refused(value):
    assert safe_next(value) is None


@pytest.mark.parametrize("value", ON_SITE)
def test_paths_of_this_site_are_kept(value):
    assert safe_next(value) == value
