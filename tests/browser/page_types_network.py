"""Pages of events and of the forum."""

from __future__ import annotations

from tests.browser import content, events, judging, ties
from tests.browser.page_kinds import form, read, send_empty

AT_EVENTS = [
    read("events", events.EVENTS),
    read("events that are over", f"{events.EVENTS}?show=over&kind=circus"),
    read("no events", f"{events.EVENTS}?kind=advice"),
    form("events, member", events.EVENTS, who=content.MEMBER),
    read("month of events", f"{events.EVENTS}?month=2031-02"),
    form("month of events, member", events.MONTH, who=content.MEMBER),
    read("event", events.EVENTS, reach=events.open_event(events.AHEAD)),
    form("event, member who comes", events.EVENTS, who=content.MEMBER, reach=events.open_event(events.AHEAD)),
    form("event that is full", events.EVENTS, who=content.MEMBER, reach=events.open_event(events.FULL)),
    read("event that is cancelled", events.EVENTS, reach=events.open_event(events.GONE)),
    form("event, host", events.EVENTS, who=content.COORDINATOR, reach=events.open_event(events.AHEAD)),
    form("event that is over", events.PAST, who=content.MEMBER, reach=events.open_event(events.OVER)),
    read("event that is over, public", events.PAST, reach=events.open_event(events.OVER)),
    form("event, no network", events.EVENTS, who=content.WRITER, reach=events.open_event(events.AHEAD)),
    form("come to an event, no network", events.EVENTS, who=content.WRITER, reach=events.join),
    form("come to an event", events.EVENTS, who=content.ADVISER, reach=events.join),
    form("call an event", events.START, who=content.MEMBER),
    form("call an event, with errors", events.START, who=content.MEMBER, reach=send_empty),
    form("call an event, no network", events.START, status=403, who=content.WRITER),
    form("change an event", events.EVENTS, who=content.COORDINATOR, reach=events.act(events.AHEAD, "edit")),
    form("change an event, after another", events.EVENTS, who=content.COORDINATOR, reach=events.clash),
    form("cancel an event", events.EVENTS, who=content.COORDINATOR, reach=events.act(events.AHEAD, "cancel")),
    form("notes of an event", events.EVENTS, who=content.MEMBER, reach=events.act(events.AHEAD, "notes")),
    form("materials of an event", events.PAST, who=content.COORDINATOR, reach=events.act(events.OVER, "materials")),
    form("what cities will do", events.PAST, who=content.MEMBER, reach=events.act(events.OVER, "after")),
    read("thread of an event", events.EVENTS, reach=events.open_event(events.AHEAD, "The thread in the forum")),
]


IN_FORUM = [
    read("forum", "/network/"),
    form("forum, member", "/network/", who=content.MEMBER),
    read("forum, nothing like that", "/network/?kind=notice&theme=finance"),
    read("boards", "/network/boards/"),
    form("board, member", "/network/homes-and-heat/", who=content.MEMBER),
    read("thread", "/network/homes-and-heat/", reach=events.open_event(events.OVER)),
    form("thread, member", "/network/homes-and-heat/", who=content.MEMBER, reach=events.open_event(events.AHEAD)),
]


PRECEDENT = "outcome/precedent"

TYING = [
    read("asks and offers", "/network/asks/"),
    form("asks and offers, member", "/network/asks/?kind=circus&show=met", who=content.MEMBER),
    read("outcomes", "/network/outcomes/"),
    form("links of a thread", events.EVENTS, who=content.COORDINATOR, reach=events.of_thread(events.AHEAD, "links")),
    form("outcome of a thread", events.EVENTS, who=content.MEMBER, reach=events.of_thread(events.OVER, "outcome")),
    form("ask", ties.LISTINGS, who=content.MEMBER, reach=ties.of(ties.ASK, "listing")),
    form("suggestion", ties.LISTINGS, who=content.MEMBER, reach=ties.open_match),
    read("thread with an outcome", ties.BOARD, reach=events.open_event(ties.ANSWERED)),
    form("precedent, proposed", ties.BOARD, who=content.COORDINATOR, reach=ties.of(ties.ANSWERED, PRECEDENT)),
    form("precedent, drafted", ties.BOARD, who=content.WRITER, reach=ties.of(ties.ANSWERED, PRECEDENT)),
    form("outcome, with errors", events.EVENTS, who=content.MEMBER, reach=events.send_empty_outcome),
]


FOLLOWED = [
    form("what is new for a person", "/network/new/", who=content.MEMBER),
    form("following", "/network/following/", who=content.MEMBER),
    form("kept posts", "/network/bookmarks/", who=content.MEMBER),
    form("kept posts, with a day", ties.BOOKMARKS, who=content.COORDINATOR),
    form("kept post", ties.BOOKMARKS, who=content.COORDINATOR, reach=ties.open_bookmark),
    form("person who writes and offers", ties.LISTINGS, who=content.MEMBER, reach=ties.open_helper),
    form("feeds of a person", "/network/feeds/", who=content.MEMBER),
    form("level of a thread", events.EVENTS, who=content.MEMBER, reach=events.of_thread(events.AHEAD, "level")),
]


MODERATED = [
    form("report a post", judging.BOARD, who=content.MEMBER, reach=judging.report),
    form("reports", judging.QUEUE, who=judging.MODERATOR),
    form("reports, administrator", judging.QUEUE, who=content.ADMINISTRATOR),
    form("decide about a report", judging.QUEUE, who=judging.MODERATOR, reach=judging.open_first),
    form("decide about a report, with errors", judging.QUEUE, who=judging.MODERATOR, reach=judging.settle_undecided),
    form("held posts, with errors", f"{judging.QUEUE}held/", who=judging.MODERATOR, reach=judging.refuse),
    form("log of moderation", f"{judging.QUEUE}log/", who=judging.MODERATOR),
    form("people who were warned", f"{judging.QUEUE}people/?q=nobody", who=judging.MODERATOR),
    form("person to warn", f"{judging.QUEUE}people/", who=judging.MODERATOR, reach=judging.open_person),
    form("boards to manage", f"{judging.QUEUE}boards/", who=judging.MODERATOR),
    form("board to add, with errors", f"{judging.QUEUE}boards/new/", who=judging.MODERATOR, reach=send_empty),
    form("thread to moderate", judging.BOARD, who=judging.MODERATOR, reach=judging.of(judging.HIDDEN, "moderate")),
    form("post to show again", judging.BOARD, who=judging.MODERATOR, reach=judging.show_again),
    form("hidden post of one's own", judging.BOARD, who=judging.AUTHOR, reach=events.open_event(judging.HIDDEN)),
    form("appeal", "/network/appeal/", who=judging.AUTHOR, reach=send_empty),
    read("guidelines", "/network/guidelines/"),
]


TOLD = [
    form("notices", "/notices/", who=content.COORDINATOR),
    form("notices, of one kind and none", "/notices/?kind=match", who=content.ADVISER),
    form("notices, nothing yet", "/notices/", who=content.WRITER),
    form("next digest", "/digests/preview/", who=content.MEMBER),
    form("next digest, nothing new", "/digests/preview/", who=content.WRITER),
]
