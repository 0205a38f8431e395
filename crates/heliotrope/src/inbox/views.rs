//! The list and the frame of its panes.

pub mod merging;

use crate::cases::rules::{Group, View, group};
use crate::cases::store::lists::Entry;
use crate::cases::views::Eye;
use crate::causes::{self, deeds::Asked};
use crate::kit::markup::Room;
use crate::kit::words::Words;
use crate::mailroom::TROUBLE;
use crate::mailroom::views::paused_bar;
use crate::messages::rules::preview;
use crate::t;
use crate::teams::store::Around;
use crate::web::{Role, icon};
use maud::{Markup, html};

/// Questions of causes that stand above a list.
const ASKED: usize = 3;
/// What a row takes on a page, in bytes.
const ROW: usize = 800;

/// One list as it stands.
pub struct List {
    pub view: View,
    /// The list of a team, in place of the view.
    pub team: Option<Around>,
    /// The teams there are and were.
    pub teams: Vec<Around>,
    /// Who is on duty for the team whose list this is.
    pub on_duty: Option<(i64, String)>,
    pub entries: Vec<Entry>,
    /// Why cases sleep: number and reason, on the list of these alone.
    pub reasons: Vec<(i64, String)>,
    pub next: Option<String>,
    /// The case that is open beside it.
    pub open: Option<i64>,
    pub alone: bool,
    /// Unread thanks for the asker: case, message, who, their words.
    pub thanks: Vec<(i64, i64, String, String)>,
    /// Answers that wait until a lead has looked: case, answer, who wrote it.
    pub answers: Vec<(i64, i64, String)>,
    /// Letters that wait for a person to say whether they leave.
    pub paused: i64,
    /// Is something free to be taken? Asked only for an empty Today.
    pub free: bool,
    /// Trade-offs of the asker whose day has come: id and title.
    pub reviews: Vec<(i64, String)>,
    /// What causes that are not mended ask of the asker.
    pub asked: Vec<Asked>,
}

impl List {
    /// Where the list itself is.
    pub fn path(&self) -> String {
        match &self.team {
            Some(team) => format!("/teams/{}", team.id),
            None => path(self.view).to_owned(),
        }
    }

    fn href(&self, number: i64) -> String {
        match (&self.team, self.view) {
            (Some(team), _) => format!("/cases/{number}?team={}", team.id),
            (None, View::Today) => format!("/cases/{number}"),
            (None, view) => format!("/cases/{number}?in={}", &path(view)[1..]),
        }
    }
}

pub fn path(view: View) -> &'static str {
    match view {
        View::Today => "/today",
        View::Mine => "/mine",
        View::Free => "/free",
        View::Waiting => "/waiting",
        View::Later => "/later",
        View::Closed => "/closed",
        View::Silent => "/silent",
    }
}

pub fn title(list: &List, eye: Eye<'_>) -> String {
    let words = eye.words;
    if let Some(team) = &list.team {
        return team.name.clone();
    }
    match list.view {
        View::Today => t!(words, "inbox-today"),
        View::Mine => t!(words, "inbox-mine"),
        View::Free => t!(words, "inbox-free"),
        View::Waiting => t!(words, "inbox-waiting"),
        View::Later => t!(words, "inbox-later"),
        View::Closed => t!(words, "inbox-closed"),
        View::Silent => t!(words, "inbox-silent"),
    }
}

fn order(view: View, eye: Eye<'_>) -> String {
    let words = eye.words;
    match view {
        View::Today | View::Mine | View::Free => t!(words, "inbox-by-promise"),
        View::Later => t!(words, "inbox-by-return"),
        View::Waiting | View::Closed => t!(words, "inbox-by-newest"),
        View::Silent => t!(words, "inbox-by-silence"),
    }
}

pub fn list(list: &List, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let src = match list.open {
        Some(number) => list.href(number),
        None => list.path(),
    };
    html! {
        (Room(ROW * list.entries.len() + 2048))
        section.pane.list-pane #list aria-labelledby="list-title" tabindex="-1" {
            header.list-head {
                @if list.open.is_some() { h2 #list-title { (title(list, eye)) } }
                @else { h1 #list-title { (title(list, eye)) } }
                span.quietly { (order(list.view, eye)) }
            }
            (teams(list, eye))
            @if list.view == View::Waiting && list.open.is_none() && eye.asker.role >= Role::Agent && !list.entries.is_empty() {
                p.more-rows { a.btn.quiet href="/until" { (icon("calendar-clock")) (t!(words, "inbox-until")) } }
            }
            div #troubles data-part=(TROUBLE) data-src=(src) { (paused_bar(list.paused, words)) }
            @if list.open.is_none() { (answers(list, eye)) (thanks(list, eye)) }
            (reviews(list, eye)) (asked(list, eye))
            div #rows data-part="list" data-src=(src) data-hold="" {
                @if list.entries.is_empty() { (empty(list, eye)) } @else { (groups(list, eye)) }
                @if let Some(next) = &list.next {
                    p.more-rows { a.btn.wide href={ (list.path()) "?cursor=" (next) } { (t!(words, "inbox-more")) } }
                }
            }
            @if can_choose(list, eye) { (chosen(words)) }
            div.list-news #list-news data-still hidden { button.btn.wide type="button" data-act="show-news" {} }
        }
    }
}

/// The lists of the teams, one press away; who is on duty for the one shown.
fn teams(list: &List, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let here = list.team.as_ref().map(|t| t.id);
    let shown = here.is_some() || matches!(list.view, View::Today | View::Mine | View::Free);
    if list.alone || list.teams.iter().all(|t| t.removed) || list.open.is_some() || !shown {
        return html! {};
    }
    html! {
        nav.team-lists aria-label=(t!(words, "inbox-teams")) {
            a href="/today" aria-current=[(here.is_none() && list.view == View::Today).then_some("page")] {
                (t!(words, "inbox-today")) }
            @for team in list.teams.iter().filter(|t| !t.removed).filter(|t| t.mine || Some(t.id) == here || eye.asker.role >= Role::Lead) {
                a href={ "/teams/" (team.id) } aria-current=[(here == Some(team.id)).then_some("page")] {
                    bdi { (team.name) } }
            }
        }
        @if let Some((_, name)) = &list.on_duty {
            p.on-duty { (icon("hand")) (t!(words, "inbox-on-duty")) " " bdi { (name) } }
        }
    }
}

fn groups(list: &List, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    if !matches!(list.view, View::Today | View::Mine | View::Free) {
        return html! { ol.rows { @for entry in &list.entries { (row(list, entry, eye)) } } };
    }
    let of = |wanted: Group| {
        list.entries
            .iter()
            .filter(move |e| group(e.urgent, e.owed_at, eye.now) == wanted)
    };
    let head = |class: &str, shape: &str, said: String| {
        html! {
            @if list.open.is_some() { h3.group-head.(class) { (icon(shape)) (said) } }
            @else { h2.group-head.(class) { (icon(shape)) (said) } }
        }
    };
    html! {
        (Room(ROW * list.entries.len()))
        @for (wanted, class, shape, said) in [
            (Group::Safety, "late", "triangle-alert", t!(words, "inbox-safety")),
            (Group::Late, "late", "circle-alert", t!(words, "inbox-late")),
            (Group::Due, "owed", "clock", t!(words, "inbox-due")),
            (Group::New, "ours", "mail", t!(words, "inbox-new")),
        ] {
            @if of(wanted).next().is_some() {
                (head(class, shape, said))
                ol.rows { @for entry in of(wanted) { (row(list, entry, eye)) } }
            }
        }
    }
}

/// Rows are chosen where there is room for it, by those who may act on them.
fn can_choose(list: &List, eye: Eye<'_>) -> bool {
    list.open.is_none() && list.view != View::Closed && eye.asker.role >= Role::Agent
}

/// What can be done with all chosen rows at once; seen while there are any.
fn chosen(words: Words) -> Markup {
    html! {
        form.chosen #chosen method="get" action="/until" aria-label=(t!(words, "inbox-chosen")) {
            p #chosen-count data-still {}
            div.btns {
                button.btn { (icon("calendar-clock")) (t!(words, "inbox-until")) }
                button.btn.quiet #let-go type="reset" { (t!(words, "inbox-chosen-none")) " " kbd { "Esc" } }
            }
        }
    }
}

fn row(list: &List, entry: &Entry, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let current = (list.open == Some(entry.number)).then_some("true");
    html! {
        li data-key=(entry.number) {
            @if can_choose(list, eye) {
                label.pick { input type="checkbox" name="case" value=(entry.number) form="chosen"
                    aria-labelledby={ "row-" (entry.number) }; }
            }
            a.row #{ "row-" (entry.number) } href=(list.href(entry.number)) aria-current=[current] {
                span.who dir="auto" { (entry.person) }
                span.what dir="auto" {
                    @if entry.subject.trim().is_empty() { (t!(words, "cases-no-subject")) } @else { (entry.subject) }
                    // Beside a case there is no room for it.
                    @if list.open.is_none() { span.snippet { (snippet(list, entry)) } }
                }
                span.more { (more(list, entry, eye)) }
                (when(list, entry, eye))
            }
        }
    }
}

/// The newest words; of a case that sleeps why it does.
fn snippet<'a>(list: &'a List, entry: &'a Entry) -> &'a str {
    let why = list.reasons.iter().find(|(case, _)| *case == entry.number);
    why.map_or(&entry.preview, |(_, why)| why)
}

/// One word beside the row: what is wrong before whose it is.
fn more(list: &List, entry: &Entry, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    if entry.undelivered {
        return html! { span.tag.late { (icon("mail-x")) (t!(words, "inbox-undelivered")) } };
    }
    if list.alone || (list.view == View::Free && entry.team.is_none()) {
        return html! {};
    }
    match (&entry.other, &entry.team) {
        (Some(name), _) => html! { span.tag { (name) } },
        (None, Some(team)) => html! { span.tag { bdi { (team) } } },
        (None, None) if entry.free => html! { span.tag { (t!(words, "inbox-is-free")) } },
        (None, None) => html! {},
    }
}

fn when(list: &List, entry: &Entry, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    if let (View::Later, Some(until)) = (list.view, entry.parked_until) {
        return html! { span.when { (icon("calendar-clock")) (eye.when(until)) } };
    }
    if entry.closed || matches!(list.view, View::Waiting | View::Silent) {
        return html! { span.when { (eye.when(entry.since)) } };
    }
    // Why it stands above is said by its group; when it is due, by its date.
    match group(false, entry.owed_at, eye.now) {
        Group::Late => html! {
            span.when.late { (icon("circle-alert"))
                span { (t!(words, "cases-late-by", span = words.span(eye.now.since(entry.owed_at)))) } }
        },
        Group::Due => {
            let soon = entry.owed_at.since(eye.now).as_secs() < 24 * 3600;
            html! {
                span.when.owed[soon] { (icon("clock"))
                    @if soon { span { (words.ago(entry.owed_at, eye.now)) } } @else { (eye.when(entry.owed_at)) } }
            }
        }
        Group::New | Group::Safety => {
            html! { span.when { span { (words.span(eye.now.since(entry.since))) } } }
        }
    }
}

fn empty(list: &List, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let said = match list.view {
        _ if list.team.is_some() => t!(words, "inbox-empty-team"),
        View::Today => t!(words, "inbox-empty-today"),
        View::Mine => t!(words, "inbox-empty-mine"),
        View::Free => t!(words, "inbox-empty-free"),
        View::Waiting => t!(words, "inbox-empty-waiting"),
        View::Later => t!(words, "inbox-empty-later"),
        View::Closed => t!(words, "inbox-empty-closed"),
        View::Silent => t!(words, "inbox-empty-silent"),
    };
    html! {
        div.empty {
            p { (said) }
            @if list.view == View::Today && list.free && eye.asker.role >= Role::Agent {
                form method="post" action="/free/take" {
                    (eye.token())
                    button.btn.primary { (icon("hand")) (t!(words, "inbox-take-one")) }
                }
            }
        }
    }
}

/// Trade-offs that ask their owner whether they still hold: a line, no case.
fn reviews(list: &List, eye: Eye<'_>) -> Markup {
    html! {
        @for (id, title) in &list.reviews {
            div.bar { (icon("calendar-clock"))
                p { a href={ "/tradeoffs#review-" (id) } { bdi { (t!(eye.words, "inbox-review", title = title.as_str())) } } }
            }
        }
    }
}

/// What causes ask: so many lines, and where the others are.
fn asked(list: &List, eye: Eye<'_>) -> Markup {
    let mut all: Vec<&Asked> = list.asked.iter().collect();
    // A cause asks one thing at a time; its page has the others.
    all.dedup_by_key(|one| one.cause.id);
    let more = all.len().saturating_sub(ASKED);
    html! {
        @for one in all.iter().take(ASKED) {
            div.bar.owed { (icon("circle-help"))
                p { a href=(causes::views::place(one)) { bdi { (one.cause.name) } } " "
                    (causes::views::question(one.asks, eye.words))
                    @if let Some(change) = one.change.as_ref().filter(|change| !change.words.is_empty()) {
                        " " q dir="auto" { (preview(&change.words, 120)) }
                    } }
            }
        }
        @if more > 0 {
            p.more-rows { a.btn.quiet href="/causes" { (t!(eye.words, "inbox-causes-more", n = more)) } }
        }
    }
}

/// Answers under facts and help, for those who look at them first.
fn answers(list: &List, eye: Eye<'_>) -> Markup {
    html! {
        @for (case, answer, name) in &list.answers {
            div.bar.owed {
                (icon("hourglass"))
                p { a href={ "/cases/" (case) "#answer-" (answer) } {
                    (t!(eye.words, "apologies-waits-for-you", name = name.as_str())) " #" (case) } }
            }
        }
    }
}

/// Thanks that came after the end, for who helped: no work for anybody.
fn thanks(list: &List, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        div #thanks data-part={ "thanks:" (eye.asker.agent) } data-src=(list.path()) {
            @for (case, message, name, said) in &list.thanks {
                div.bar.met {
                    (icon("heart"))
                    p { a href={ "/cases/" (case) "#m" (message) } {
                        bdi { (t!(words, "inbox-thanks", name = name.as_str())) } } " "
                        q dir="auto" { (preview(said, 120)) } }
                    form method="post" action={ "/thanks/" (message) } {
                        (eye.token())
                        button.btn.quiet { (t!(words, "inbox-thanks-read")) }
                    }
                }
            }
        }
    }
}
