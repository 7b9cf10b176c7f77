"""Given names that are common in England: a payee that begins with one may be a person.

A council is meant to take out the names of private persons before it publishes what it spent.
Where it did not, this list helps to keep them out here too. It is no list of anyone in particular.
"""

GIVEN_NAMES = frozenset(
    """
    aaron abdul abigail adam adrian ahmed aisha alan albert alex alexander alexandra alfie alfred
    ali alice alison amanda amber amelia amy andrea andrew angela angus anita ann anna anne
    anthony antonio archie arthur asha ashley barbara barry beatrice ben benjamin bernard beth
    bethany betty beverley bill bob brenda brian bridget bruce bryan callum cameron carl carol
    caroline carolyn catherine charles charlie charlotte cheryl chloe chris christina christine
    christopher claire clare clive colin connor craig cynthia daisy damian daniel danielle darren
    dave david dawn dean deborah debra denise dennis derek diana diane dominic donald donna doreen
    dorothy douglas duncan dylan eddie edith edward edwin eileen elaine eleanor elizabeth ella
    ellen ellie elsie emily emma eric erin ernest ethan eva evelyn fatima fay faye felicity fiona
    florence frances francesca frank fred freda freya gareth garry gary gavin gemma geoff geoffrey
    georgia georgina gerald gerard gillian gina glen glenn gloria gordon grace graeme graham
    grahame gregory guy hannah harold harriet harvey hassan hayley hazel heather helen henry hilary
    holly howard hugh hugo ian ibrahim imogen imran irene iris isaac isabel isabella isla ivan ivy
    jack jackie jacob jacqueline jake james jamie jan jane janet janice jasmine jason jay jayne
    jean jeff jeffrey jennifer jenny jeremy jessica jill jim joan joanna joanne joe joel john
    jonathan jordan joseph josephine joshua joy joyce judith judy julia julian julie june karen
    karl kate katherine kathleen kathryn katie katy keith kelly ken kenneth kerry kevin khalid
    kieran kim kimberley kirsty kyle lara laura lauren laurence lawrence leah lee leo leonard
    leslie lewis liam lily linda lindsay lindsey lisa liz lloyd lorraine louis louise lucas lucy
    luke lydia lynda lynn lynne mandy marcus margaret maria marian marie marilyn marion mark
    martin martyn mary mason matt matthew maureen maurice megan melanie melissa mia michael
    michelle mick miguel mike mohamed mohammad mohammed moira molly mona monica muhammad nadia
    naomi natalie natasha nathan neil niall nicholas nick nicola nicole nigel noah norma norman
    oliver olivia omar oscar owen pamela pat patricia patrick paul paula pauline penelope peter
    philip phillip phoebe phyllis poppy priya rachael rachel ralph raymond rebecca rhys richard
    rita rob robert roberta robin rodney roger roland ronald rory rosemary rosie roy ruby rupert
    russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sebastian shane
    shannon sharon shaun sheila shirley sian simon sonia sophia sophie stacey stan stanley stella
    stephanie
    stephen steve steven stewart stuart sue susan suzanne sylvia tara ted terence teresa
    terry tess tessa tilly tobias theresa thomas tim timothy tina toby tom tony tracey tracy
    trevor valerie vanessa vera
    veronica vicky victor victoria vincent violet vivien walter wayne wendy wesley william winifred
    yasmin yusuf yvonne zachary zara zoe
    """.split()
)
