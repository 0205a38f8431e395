//! V19: kept, not shown yet.

use maud::{Markup, html};

use crate::cases::views::size;
use crate::intake::rules::Ending;
use crate::intake::store::Arrival;
use crate::kit::At;
use crate::kit::words::Words;
use crate::messages::rules::preview;
use crate::t;
use crate::web::{Asker, form_token, icon};

/// How much of the words a row of the list shows, in characters.
const SHOWN: usize = 200;

/// One thing that is held back, with its words as far as they are readable.
pub struct Held {
    pub arrival: Arrival,
    /// None: too large to be shown.
    pub words: Option<Glance>,
    /// Since when it can go.
    pub leaves: Option<At>,
    /// The words for which the filter held it back, the strongest first.
    pub because: Vec<String>,
}

#[derive(Default)]
pub struct Glance {
    pub from: String,
    pub subject: String,
    pub words: String,
    pub elided: Option<String>,
    pub html: Option<String>,
    /// Names with sizes in bytes; 0: not known.
    pub files: Vec<(String, i64)>,
}

impl Held {
    fn title(&self, words: Words) -> String {
        let subject = self.words.as_ref().map(|w| w.subject.trim());
        match subject.filter(|s| !s.is_empty()) {
            Some(subject) => subject.to_owned(),
            None => t!(words, "intake-screened-no-subject"),
        }
    }
}

/// What the list stands for: what is held back, or what can go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum List {
    Held,
    Leaving,
}

impl List {
    pub fn path(self) -> &'static str {
        match self {
            List::Held => "/screened",
            List::Leaving => "/screened/leaving",
        }
    }

    pub fn title(self, words: Words) -> String {
        match self {
            List::Held => t!(words, "intake-screened-title"),
            List::Leaving => t!(words, "intake-leaving-title"),
        }
    }
}

/// `went`: somebody has just said that this one can go.
pub fn list(
    asker: &Asker,
    now: At,
    which: List,
    held: &[Held],
    older: Option<i64>,
    went: Option<i64>,
) -> Markup {
    let words = asker.words();
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (which.title(words)) } }
                @if let Some(arrival) = went { (went_bar(asker, arrival)) }
                @match (which, held.is_empty()) {
                    (List::Held, true) => div.empty { p { (t!(words, "intake-screened-empty")) } },
                    (List::Held, false) => p { (t!(words, "intake-screened-lead")) },
                    (List::Leaving, true) => div.empty { p { (t!(words, "intake-leaving-empty")) } },
                    (List::Leaving, false) => p { (t!(words, "intake-leaving-lead")) },
                }
                @if !held.is_empty() { ol.hits { @for one in held { (row(asker, now, one)) } } }
                @if let Some(older) = older {
                    p { a.btn href={ (which.path()) "?before=" (older) } { (t!(words, "intake-screened-older")) } }
                }
                p {
                    @match which {
                        List::Held => a href="/screened/leaving" { (t!(words, "intake-see-leaving")) },
                        List::Leaving => a href="/screened" { (t!(words, "intake-see-held")) },
                    }
                }
            }
        }
    }
}

/// One press takes it back; `z` presses it.
fn went_bar(asker: &Asker, arrival: i64) -> Markup {
    let words = asker.words();
    html! {
        div.bar.met #undo {
            (icon("archive"))
            p role="status" { (t!(words, "intake-went")) }
            (stay(asker, arrival))
        }
    }
}

fn row(asker: &Asker, now: At, held: &Held) -> Markup {
    let words = asker.words();
    let id = held.arrival.id;
    html! {
        li id={ "arrival-" (id) } {
            a href={ "/screened/" (id) } {
                span.subject dir="auto" { (held.title(words)) }
                span.where { (words.time_tag(held.arrival.at, &asker.zone, now)) }
                @if let Some(glance) = &held.words {
                    span.text dir="auto" { (preview(&glance.words, SHOWN)) }
                } @else {
                    span.text { (t!(words, "intake-screened-large")) }
                }
                span.said-by {
                    @if let Some(glance) = &held.words { bdi { (glance.from) } " · " }
                    (why(words, held))
                }
            }
            @if let Some(at) = held.leaves {
                p.quietly { (t!(words, "intake-goes-on")) " " (words.time_tag(at.plus(crate::intake::deeds::STAYS), &asker.zone, now)) }
            }
            (acts(asker, held, false))
        }
    }
}

/// Keep, or let go; or bring back what can go.
fn acts(asker: &Asker, held: &Held, alone: bool) -> Markup {
    let words = asker.words();
    let id = held.arrival.id;
    let judged = held.arrival.ending.is_some();
    html! {
        div.btns {
            form method="post" action={ "/screened/" (id) "/keep" } {
                (form_token(&asker.form_token))
                button.btn.primary[alone].keep-it { (icon("check")) (t!(words, "intake-screened-keep")) }
            }
            @if held.leaves.is_some() {
                (stay(asker, id))
            } @else if judged {
                form method="post" action={ "/screened/" (id) "/go" } {
                    (form_token(&asker.form_token))
                    button.btn.let-go { (icon("archive")) (t!(words, "intake-screened-go")) }
                }
            }
            a.btn.quiet href={ "/screened/" (id) "/raw" } download { (t!(words, "intake-screened-raw")) }
        }
    }
}

fn stay(asker: &Asker, arrival: i64) -> Markup {
    html! {
        form method="post" action={ "/screened/" (arrival) "/stay" } {
            (form_token(&asker.form_token))
            button.btn { (icon("undo-2")) (t!(asker.words(), "intake-screened-stay")) }
        }
    }
}

/// One of them with everything it says.
pub fn one(asker: &Asker, now: At, held: &Held) -> Markup {
    let words = asker.words();
    let arrival = &held.arrival;
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 dir="auto" { (held.title(words)) } }
                dl.facts-list {
                    @if let Some(glance) = &held.words {
                        dt { (t!(words, "intake-held-from")) } dd { bdi { (glance.from) } }
                    }
                    dt { (t!(words, "intake-held-came")) } dd { (words.time_tag(arrival.at, &asker.zone, now)) }
                    dt { (t!(words, "intake-held-why")) } dd { (why(words, held)) }
                    @if let Some(at) = held.leaves {
                        dt { (t!(words, "intake-goes-on")) }
                        dd { (words.time_tag(at.plus(crate::intake::deeds::STAYS), &asker.zone, now)) }
                    }
                }
                (acts(asker, held, true))
                @match &held.words {
                    Some(glance) => (said(words, arrival.id, glance)),
                    None => p { (t!(words, "intake-screened-large")) },
                }
                p { a href="/screened" { (t!(words, "intake-see-held")) } }
            }
        }
    }
}

fn said(words: Words, id: i64, glance: &Glance) -> Markup {
    html! {
        section.section aria-labelledby="said" {
            h2 #said { (t!(words, "intake-held-said")) }
            div.quote.words dir="auto" { (glance.words) }
            @if let Some(elided) = glance.elided.as_deref().filter(|e| !e.trim().is_empty()) {
                details.folded {
                    summary { (icon("chevron-right")) (t!(words, "cases-folded")) }
                    div.words dir="auto" { (elided) }
                }
            }
            @if glance.html.is_some() {
                details.folded {
                    summary { (icon("chevron-right")) (t!(words, "cases-as-sent")) }
                    // The frame's origin is nobody's: nothing in it may act.
                    iframe.letter title=(t!(words, "cases-as-sent"))
                        sandbox="allow-popups allow-popups-to-escape-sandbox"
                        src={ "/screened/" (id) "/html" } loading="lazy" {}
                }
            }
            @if !glance.files.is_empty() {
                ul.files aria-label=(t!(words, "cases-files")) {
                    @for (name, bytes) in &glance.files {
                        li { (icon("paperclip")) bdi { (name) }
                            @if *bytes > 0 { " " span.size { (size(*bytes)) } } }
                    }
                }
            }
        }
    }
}

fn why(words: Words, held: &Held) -> String {
    let arrival = &held.arrival;
    match (arrival.ending, arrival.reason.as_deref()) {
        (None, _) => t!(words, "intake-why-unjudged"),
        (_, Some("honeypot")) => t!(words, "intake-why-honeypot"),
        (_, Some("too-often")) => t!(words, "intake-why-too-often"),
        (_, Some("no-mailbox")) => t!(words, "intake-why-no-mailbox"),
        (_, Some("not-delivered")) => t!(words, "intake-why-not-delivered"),
        (_, Some("disowned")) => t!(words, "intake-why-disowned"),
        (_, Some("loop")) => t!(words, "intake-why-loop"),
        (_, Some("learned")) => match held.because.as_slice() {
            [] => t!(words, "intake-why-learned"),
            because => t!(
                words,
                "intake-why-learned-words",
                words = because.join(", ")
            ),
        },
        (Some(Ending::Screened), _) => t!(words, "intake-why-screened"),
        _ => t!(words, "intake-why-not-understood"),
    }
}
