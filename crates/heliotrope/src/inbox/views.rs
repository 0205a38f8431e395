//! The list and the frame of its panes.

mod above;
pub mod merging;

use crate::cases::rules::{Group, View, group};
use crate::cases::store::lists::Entry;
use crate::cases::views::Eye;
use crate::causes::deeds::Asked;
use crate::filters::store::kept::Kept;
use crate::filters::views::{keep_as, searched};
use crate::kit::markup::Room;
use crate::kit::words::Words;
use crate::mailroom::TROUBLE;
use crate::mailroom::views::paused_bar;
use crate::t;
use crate::teams::store::Around;
use crate::web::{Role, icon};
use maud::{Markup, html};
use url::form_urlencoded::Serializer;

/// What a row takes on a page, in bytes.
const ROW: usize = 800;

/// One list as it stands.
pub struct List {
    pub view: View,
    /// The list of a team, in place of the view.
    pub team: Option<Around>,
    /// What a filter picks, in place of the view.
    pub filtered: Option<Filtered>,
    /// The views that the asker sees; asked only where there is room for them.
    pub views: Vec<Kept>,
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
    /// Where the first letter will go: on a Today before any case.
    pub fresh: Option<String>,
    /// Trade-offs of the asker whose day has come: id and title.
    pub reviews: Vec<(i64, String)>,
    /// What causes that are not mended ask of the asker.
    pub asked: Vec<Asked>,
}

/// A list that a filter makes.
pub struct Filtered {
    pub filter: String,
    /// None: nobody keeps it.
    pub view: Option<Kept>,
    /// The asker may change it.
    pub changeable: bool,
    /// Why it cannot be read.
    pub trouble: Option<String>,
    /// The page is not full, and so many cases were looked at.
    pub looked: Option<i64>,
    /// Its words stand in more messages than were looked at.
    pub limited: bool,
}

impl Filtered {
    /// Where another filter is written: in its view, else in the search.
    fn mend(&self) -> String {
        match &self.view {
            Some(view) if self.changeable => format!("/views/{}/edit", view.id),
            _ => searched(&self.filter),
        }
    }

    /// The pair of an address that names it.
    fn asked(&self) -> String {
        match &self.view {
            Some(view) => format!("kept={}", view.id),
            None => Serializer::new(String::new())
                .append_pair("filter", &self.filter)
                .finish(),
        }
    }
}

impl List {
    /// Where the list itself is.
    pub fn path(&self) -> String {
        match (&self.team, &self.filtered) {
            (Some(team), _) => format!("/teams/{}", team.id),
            (
                _,
                Some(Filtered {
                    view: Some(view), ..
                }),
            ) => format!("/views/{}", view.id),
            (_, Some(filtered)) => format!("/list?{}", filtered.asked()),
            _ => path(self.view).to_owned(),
        }
    }

    /// Where it goes on.
    fn further(&self, cursor: &str) -> String {
        let path = self.path();
        let and = if path.contains('?') { '&' } else { '?' };
        format!("{path}{and}cursor={cursor}")
    }

    /// The entry of the rail it belongs to.
    pub fn stands(&self) -> &'static str {
        match self.filtered {
            Some(_) => "views",
            None => &path(self.view)[1..],
        }
    }

    fn href(&self, number: i64) -> String {
        match (&self.team, &self.filtered, self.view) {
            (Some(team), ..) => format!("/cases/{number}?team={}", team.id),
            (_, Some(filtered), _) => format!("/cases/{number}?{}", filtered.asked()),
            (_, _, View::Today) => format!("/cases/{number}"),
            (_, _, view) => format!("/cases/{number}?in={}", &path(view)[1..]),
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
    if let Some(filtered) = &list.filtered {
        let view = filtered.view.as_ref();
        return view.map_or_else(|| t!(words, "filters-list"), |view| view.name.clone());
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
                @if list.open.is_some() { h2 #list-title dir="auto" { (title(list, eye)) } }
                @else { h1 #list-title dir="auto" { (title(list, eye)) } }
                span.quietly { (order(list.view, eye)) }
            }
            (others(list, eye))
            @if let Some(filtered) = &list.filtered { (filter_line(list, filtered, eye)) }
            @if list.view == View::Waiting && list.open.is_none() && eye.asker.role >= Role::Agent && !list.entries.is_empty() {
                p.more-rows { a.btn.quiet href="/until" { (icon("calendar-clock")) (t!(words, "inbox-until")) } }
            }
            div #troubles data-part=(TROUBLE) data-src=(src) { (paused_bar(list.paused, words)) }
            @if list.open.is_none() { (above::answers(list, eye)) (above::thanks(list, eye)) }
            (above::reviews(list, eye)) (above::asked(list, eye))
            div #rows data-part="list" data-src=(src) data-hold="" {
                @if list.entries.is_empty() { (empty(list, eye)) } @else { (groups(list, eye)) }
                @if let Some(next) = &list.next {
                    p.more-rows { a.btn.wide href=(list.further(next)) { (further(list, eye)) } }
                }
            }
            @if can_choose(list, eye) { (chosen(words)) }
            div.list-news #list-news data-still hidden { button.btn.wide type="button" data-act="show-news" {} }
        }
    }
}

/// What the way on is called: a filter may have looked far for few.
fn further(list: &List, eye: Eye<'_>) -> String {
    match list.filtered.as_ref().and_then(|filtered| filtered.looked) {
        Some(_) => t!(eye.words, "filters-look-on"),
        None => t!(eye.words, "inbox-more"),
    }
}

/// Views that stand above a list; all are one press further.
const VIEWS: usize = 6;

/// The lists of the teams and the views, one press away; who is on duty for the
/// team shown.
fn others(list: &List, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let here = list.team.as_ref().map(|t| t.id);
    let kept = list
        .filtered
        .as_ref()
        .map(|filtered| filtered.view.as_ref().map(|view| view.id));
    let shown = here.is_some()
        || kept.is_some()
        || matches!(list.view, View::Today | View::Mine | View::Free);
    let teams = |team: &&Around| {
        let near = team.mine || Some(team.id) == here || eye.asker.role >= Role::Lead;
        !list.alone && !team.removed && near
    };
    let any = list.teams.iter().any(|team| teams(&team)) || !list.views.is_empty();
    if !any || list.open.is_some() || !shown {
        return html! {};
    }
    let current = |it: bool| it.then_some("page");
    html! {
        nav.team-lists aria-label=(t!(words, "inbox-teams")) {
            a href="/today" aria-current=[current(here.is_none() && kept.is_none() && list.view == View::Today)] {
                (t!(words, "inbox-today")) }
            @for team in list.teams.iter().filter(teams) {
                a href={ "/teams/" (team.id) } aria-current=[current(here == Some(team.id))] { bdi { (team.name) } }
            }
            @for (n, view) in list.views.iter().enumerate() {
                @let it = kept == Some(Some(view.id));
                @if n < VIEWS || it {
                    a.view href={ "/views/" (view.id) } aria-current=[current(it)] { (icon("list-filter")) bdi { (view.name) } }
                }
            }
            a href="/views" { (t!(words, "inbox-all-views")) }
        }
        @if let Some((_, name)) = &list.on_duty {
            p.on-duty { (icon("hand")) (t!(words, "inbox-on-duty")) " " bdi { (name) } }
        }
    }
}

/// The filter of a list, what can be done with it, and what it could not do.
fn filter_line(list: &List, filtered: &Filtered, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    if list.open.is_some() {
        return html! {};
    }
    html! {
        div.filter-line {
            code dir="auto" { @if filtered.filter.is_empty() { (t!(words, "inbox-every-open")) } @else { (filtered.filter) } }
            @match &filtered.view {
                Some(view) if filtered.changeable => { a.btn.quiet href={ "/views/" (view.id) "/edit" } {
                    (icon("pencil")) (t!(words, "filters-change")) } }
                _ if filtered.trouble.is_some() => {}
                _ => { a.btn.quiet href=(keep_as(&filtered.filter)) { (icon("plus")) (t!(words, "filters-keep-this")) } }
            }
        }
        @if let Some(said) = &filtered.trouble {
            div.bar.late role="status" { (icon("circle-alert"))
                p { (t!(words, "filters-cannot-read")) " " (said) } }
        }
        @if filtered.limited { p.limited.quietly { (t!(words, "filters-limited")) } }
        @if let Some(n) = filtered.looked { p.limited.quietly { (t!(words, "filters-looked", n = n)) } }
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
            (Group::New, "ours", "mail", match list.filtered {
                None => t!(words, "inbox-new"),
                // Where others may be on the move not all of them are new.
                Some(_) => t!(words, "inbox-no-date"),
            }),
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
                button.btn #bulk formaction="/bulk" { (icon("check-check")) (t!(words, "inbox-bulk-go")) " " kbd { "b" } }
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
        View::Closed if list.filtered.is_some() => t!(words, "filters-empty-all"),
        _ if list.filtered.is_some() => t!(words, "filters-empty"),
        View::Today => match &list.fresh {
            Some(address) => t!(words, "inbox-empty-new", address = address.as_str()),
            None => t!(words, "inbox-empty-today"),
        },
        View::Mine => t!(words, "inbox-empty-mine"),
        View::Free => t!(words, "inbox-empty-free"),
        View::Waiting => t!(words, "inbox-empty-waiting"),
        View::Later => t!(words, "inbox-empty-later"),
        View::Closed => t!(words, "inbox-empty-closed"),
        View::Silent => t!(words, "inbox-empty-silent"),
    };
    // Nothing is said of a list that cannot be read.
    let unread = list
        .filtered
        .as_ref()
        .is_some_and(|it| it.trouble.is_some());
    let (href, onward) = onward(list, eye);
    html! {
        div.empty {
            @if !unread { p { (said) } }
            @if list.free && eye.asker.role >= Role::Agent {
                form method="post" action="/free/take" {
                    (eye.token())
                    button.btn.primary { (icon("hand")) (t!(words, "inbox-take-one")) }
                }
            } @else { a.btn href=(href) { (onward) } }
        }
    }
}

/// Where to go from a list without a case.
fn onward(list: &List, eye: Eye<'_>) -> (String, String) {
    let words = eye.words;
    match (&list.filtered, list.view) {
        (Some(filtered), _) => (filtered.mend(), t!(words, "filters-change-it")),
        (None, View::Today) if list.fresh.is_some() => {
            ("/write".to_owned(), t!(words, "inbox-see-form"))
        }
        (None, View::Today) if list.team.is_none() => {
            ("/waiting".to_owned(), t!(words, "inbox-see-waiting"))
        }
        _ => ("/today".to_owned(), t!(words, "inbox-go-today")),
    }
}
