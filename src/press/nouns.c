/*
 * The nouns of reports on negotiations, and the small words of English.
 *
 * SPDX-License-Identifier: ISC
 */
#include "internal.h"

#define N(word, class) {word, NULL, VB_N_##class}
#define P(word, plural, class) {word, plural, VB_N_##class}

const struct vb_noun vb_nouns[] = {
	N("answer", ANSWER), N("response", ANSWER), P("reply", "replies", ANSWER),
	N("reaction", ANSWER), P("counter-reply", "counter-replies", ANSWER),
	N("draft", DRAFT), N("draft treaty", DRAFT), N("draft agreement", DRAFT),
	P("draft treaty", "draft treaties", DRAFT), N("draft deal", DRAFT), N("draft text", DRAFT),
	N("draft resolution", DRAFT), N("draft decision", DRAFT), N("draft protocol", DRAFT),
	N("draft declaration", DRAFT), N("draft contract", DRAFT), N("draft communique", DRAFT),
	N("draft law", DRAFT), N("non-paper", DRAFT),
	N("proposal", PROPOSAL), N("counterproposal", PROPOSAL), N("counter-proposal", PROPOSAL),
	N("initiative", PROPOSAL), N("plan", PROPOSAL), N("idea", PROPOSAL),
	N("amendment", PROPOSAL),
	N("letter", LETTER), N("note", LETTER), N("message", LETTER), N("memorandum", LETTER),
	N("questionnaire", LETTER), N("notice", LETTER), N("note verbale", LETTER),
	N("follow-up", FOLLOWUP), N("follow-up question", FOLLOWUP), N("question", FOLLOWUP),
	N("document", DOCUMENT), N("paper", DOCUMENT), N("text", DOCUMENT), N("report", DOCUMENT),
	N("content", DOCUMENT), N("essence", DOCUMENT), N("detail", DOCUMENT), N("list", DOCUMENT),
	N("resolution", DEAL), N("terms", DOCUMENT), N("clarification", DOCUMENT),
	N("offer", OFFER), N("counter-offer", OFFER), N("counteroffer", OFFER), N("bid", OFFER),
	N("contract offer", OFFER), N("package", OFFER),
	N("agreement", DEAL), N("deal", DEAL), P("treaty", "treaties", DEAL), N("accord", DEAL),
	N("contract", DEAL), N("pact", DEAL), N("settlement", DEAL), N("ceasefire", DEAL),
	N("tentative agreement", DEAL), N("protocol", DEAL), N("convention", DEAL),
	P("memorandum of understanding", "memoranda of understanding", DEAL),
	N("truce", DEAL), N("extension", DEAL),
	N("demand", REQUEST), N("requirement", REQUEST), N("request", REQUEST), N("call", CALL),
	N("ultimatum", REQUEST), N("condition", REQUEST),
	N("news conference", PLAIN), N("press conference", PLAIN), N("group", BODY),
	N("movement", BODY), P("talk", "talks", TALKS), N("negotiation", TALKS),
	N("meeting", TALKS), N("consultation", TALKS),
	N("dialogue", TALKS), N("session", TALKS), N("summit", TALKS), N("conversation", TALKS),
	N("phone call", CALL), N("telephone call", CALL), N("telephone conversation", CALL),
	N("phone conversation", CALL), N("conference call", CALL), N("round", TALKS),
	N("bargaining", TALKS), N("discussion", TALKS), N("mediation", TALKS),
	N("conference", TALKS),
	N("negotiating session", TALKS), N("visit", TALKS),
	N("minister", OFFICE), N("foreign minister", OFFICE), N("deputy foreign minister", OFFICE),
	N("prime minister", OFFICE), N("president", OFFICE), N("secretary of state", OFFICE),
	N("vice president", OFFICE), N("chancellor", OFFICE), N("ambassador", OFFICE),
	N("envoy", OFFICE),
	N("deputy minister", OFFICE), P("head", "heads", OFFICE), N("chief", OFFICE),
	N("leader", OFFICE),
	N("secretary", OFFICE), N("secretary-general", OFFICE), N("secretary general", OFFICE),
	N("negotiator", OFFICE), N("chief negotiator", OFFICE), N("commissioner", OFFICE),
	N("premier", OFFICE),
	P("chairman", "chairmen", OFFICE), P("chairwoman", "chairwomen", OFFICE),
	N("chair", OFFICE),
	N("director", OFFICE), N("deputy director", OFFICE), N("governor", OFFICE),
	N("commander", OFFICE),
	N("senator", OFFICE), N("lawmaker", ANON), N("mayor", OFFICE), N("ceo", OFFICE),
	N("chief executive", OFFICE),
	N("coordinator", OFFICE), N("special envoy", OFFICE), N("expert", ANON), N("analyst", ANON),
	N("political scientist", OFFICE), N("researcher", OFFICE), N("professor", OFFICE),
	N("diplomat", ANON),
	N("general", OFFICE), N("adviser", OFFICE), N("advisor", OFFICE), N("mediator", OFFICE),
	N("counterpart", SIDE), N("local president", OFFICE), N("union president", OFFICE),
	N("foreign secretary", OFFICE), N("brexit secretary", OFFICE), N("union leader", OFFICE),
	N("national security adviser", OFFICE), N("high representative", OFFICE),
	N("taoiseach", OFFICE),
	P("spokesman", "spokesmen", SPOKES), P("spokeswoman", "spokeswomen", SPOKES),
	N("spokesperson", SPOKES), N("press secretary", SPOKES), N("representative", SPOKES),
	N("official", ANON), N("source", ANON), P("statesman", "statesmen", ANON),
	N("interlocutor", ANON),
	N("person", ANON), P("people", "", ANON), N("aide", ANON), N("insider", ANON),
	N("observer", ANON),
	P("ministry", "ministries", BODY), N("department", BODY), N("government", BODY),
	N("administration", BODY), N("parliament", BODY), N("cabinet", BODY),
	N("foreign ministry", BODY),
	N("defense ministry", BODY), N("defence ministry", BODY), N("foreign office", BODY),
	P("authority", "authorities", BODY), N("union", BODY), N("company", BODY),
	N("management", BODY),
	N("delegation", BODY), N("secretariat", BODY),
	N("commission", BODY), N("mission", BODY), N("embassy", BODY),
	N("press service", BODY), N("committee", BODY), N("council", BODY), N("alliance", BODY),
	N("bloc", BODY), N("board", BODY), N("employer", BODY), N("shipyard", BODY),
	N("military", BODY),
	N("shipbuilder", BODY), N("airline", BODY), N("district", BODY), N("side", SIDE),
	N("party", SIDE),
	P("ally", "allies", SIDE), N("partner", SIDE), N("member", SIDE), N("country", SIDE),
	N("state", SIDE),
	N("worker", SIDE), N("diplomacy", SUBJECT), N("employee", SIDE),
	N("negotiating team", BODY), N("team", BODY),
	P("media", "", PRESS), N("newspaper", PRESS), N("agency", PRESS), N("news agency", PRESS),
	N("publication", PRESS), N("outlet", PRESS), N("edition", PRESS), N("channel", PRESS),
	N("broadcaster", PRESS), N("press", PRESS), N("reporter", PRESS), N("journalist", PRESS),
	N("concession", CONCESSION), N("vote", VOTE), N("ballot", VOTE), N("veto", VOTE),
	N("referendum", VOTE), N("strike", PLAIN), N("deadline", PLAIN), N("sanction", PLAIN),
	N("guarantee", SUBJECT), N("security guarantee", SUBJECT), N("concern", SUBJECT),
	N("issue", SUBJECT),
	N("position", SUBJECT), N("principle", SUBJECT), N("wage", SUBJECT), N("backstop", SUBJECT),
	N("promise", SUBJECT), N("commitment", SUBJECT), N("confusion", SUBJECT),
	N("misunderstanding", SUBJECT),
	N("compromise", CONCESSION), N("secret", SECRECY), P("secrecy", "", SECRECY),
	N("silence", SECRECY),
	P("preparation", NULL, PREPARING), P("drafting", "", PREPARING),
	P("coordination", "", PREPARING),
	P("consequence", NULL, SUBJECT), N("process", PLAIN), N("decision", PLAIN),
	N("statement", PLAIN),
	N("doubt", PLAIN), N("way", PLAIN), N("view", SUBJECT), N("comment", DOCUMENT),
	N("table", PLAIN), N("seniority", SUBJECT), N("counter-measure", PLAIN),
	N("opinion", PLAIN), N("word", PLAIN),
	N("works", ORG), N("institute", ORG), N("center", ORG), N("centre", ORG),
	N("university", ORG),
	N("company", ORG), N("corporation", ORG), N("corp", ORG), N("inc", ORG), N("ltd", ORG),
	N("group", ORG),
	N("bank", ORG), N("association", ORG), N("federation", ORG), N("union", ORG),
	N("local", ORG),
	N("motors", ORG), N("airlines", ORG), N("airways", ORG), N("industries", ORG),
	N("academy", ORG),
	N("army", ORG), N("service", ORG), N("office", ORG), N("party", ORG), N("brotherhood", ORG),
	N("workers", ORG), N("teamsters", ORG), N("machinists", ORG), N("system", ORG),
	N("force", ORG),
	N("agency", ORG), N("commission", ORG), N("committee", ORG), N("council", ORG),
	N("board", ORG),
	N("ministry", ORG), N("department", ORG), N("district", ORG), N("dynamics", ORG),
	N("assembly", ORG), N("court", ORG), N("treaty", ORG), N("act", ORG), N("policy", ORG),
	N("house", PLAIN), N("troop", PLAIN), N("week", PLAIN), N("month", PLAIN), N("day", PLAIN),
	N("year", PLAIN), N("exercise", PLAIN), N("border", PLAIN), N("crisis", PLAIN),
	N("question of", PLAIN),
};

const size_t vb_nouns_n = VB_ARRAY_LEN(vb_nouns);

/* The word, and the function by its first letters; see function_of() in lexicon.c. */
const char *const vb_funcs[][2] = {
	{"the a an this that these those any each every some both all other such "
		"another one", "det"},
	{"his her its their our my your whose", "poss"},
	{"in on at for about into over under against through during between among without within "
	 "toward towards near across upon behind above below amid despite via per including "
	 "regarding concerning throughout like unlike along around beyond than due ahead "
	 	"outside inside "
	 "instead alongside following", "prep"},
	{"of", "of"}, {"to", "to"}, {"by", "by"}, {"from", "from"}, {"with", "with"},
	{"and or nor", "and"}, {"but yet however", "but"}, {"that", "that"},
	{"who which whom", "who"}, {"what", "what"},
	{"because as although though while whereas whether so why how where given", "sub"},
	{"when after before since once until till", "when"}, {"if unless provided", "if"},
	{"he she they it we i you him them us himself themselves", "pron"},
	{"be is are was were been being am", "be"}, {"has have had having", "have"},
	{"do does did doing", "do"}, {"will would shall wo", "will"},
	{"may might could should can must ought ca cannot", "may"},
	{"not never n't hardly neither", "not"}, {"no none nobody nothing", "no"},
	{"also again already now then there here however still only even just recently later "
	 "earlier once very more most much further so too formally officially publicly privately "
	 "previously finally currently actually immediately together soon ever long repeatedly "
	 "jointly reportedly allegedly separately nevertheless meanwhile moreover thus therefore "
	 "fully clearly simply really directly first last always often up out down back away off "
	 "constantly carefully probably perhaps maybe certainly", "adv"},
	{"yet still", "yet"},
	{"written official new final main key ready willing able likely secret confidential public "
	 "possible first second third joint next last own former senior high-ranking diplomatic "
	 "political legal binding economic military nuclear unnamed top upcoming best latest "
	 "recent formal informal initial real specific prepared serious constructive close "
	 	"negative "
	 "positive important secondary two three four five six seven eight nine ten eleven twelve "
	 "several", "adj"},
};

const size_t vb_funcs_n = VB_ARRAY_LEN(vb_funcs);
