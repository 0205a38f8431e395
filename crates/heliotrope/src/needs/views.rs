//! What needs look like: in the panel, in the words of a letter, and to the
//! person on their own page.

use std::collections::HashMap;
use std::sync::LazyLock;

use maud::{Markup, PreEscaped, html};

use super::rules::{Candidate, Kind, LONGEST, Need, State};
use crate::kit::markup::Long;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::web::{FormToken, icon};

pub fn kind_name(words: Words, kind: Kind) -> String {
    match kind {
        Kind::Safety => t!(words, "needs-kind-safety"),
        Kind::Money => t!(words, "needs-kind-money"),
        Kind::Delivery => t!(words, "needs-kind-delivery"),
        Kind::Apology => t!(words, "needs-kind-apology"),
        Kind::Gift => t!(words, "needs-kind-gift"),
        Kind::Heard => t!(words, "needs-kind-heard"),
        Kind::Outcome => t!(words, "needs-kind-outcome"),
        Kind::Answer => t!(words, "needs-kind-answer"),
    }
}

/// The choice of another kind: always the same, so each language has it once.
pub fn kinds(words: Words, need: &Need) -> Markup {
    static OPTIONS: LazyLock<HashMap<Lang, String>> = LazyLock::new(|| {
        let options = |words| {
            html! { @for kind in Kind::ALL { option value=(kind.word()) { (kind_name(words, kind)) } } }
        };
        let all = Lang::ALL.into_iter();
        all.map(|lang| (lang, options(Words::of(lang)).into_string()))
            .collect()
    });
    let id = format!("kind-{}", need.id);
    html! {
        div.field {
            label for=(id) { (t!(words, "needs-kind-of", kind = kind_name(words, need.kind))) }
            select.select id=(id) name="kind" { (PreEscaped(&OPTIONS[&words.lang()])) }
        }
        button.btn name="act" value="kind" { (icon("tag")) (t!(words, "needs-kind-keep")) }
    }
}

/// What an agent can do with a place in a letter: where the form goes, and what
/// every form of theirs holds.
pub struct Pen<'a> {
    pub action: &'a str,
    pub token: FormToken<'a>,
}

/// A stretch of a letter.
enum Stretch<'a> {
    Need(i64),
    Candidate(&'a Candidate, bool),
}

/// The words of a message with the places of its needs and, to who may accept
/// them, the outlined candidates. The first is accepted by a key.
pub fn marked(
    words: Words,
    message: i64,
    said: &str,
    needs: &[Need],
    candidates: &[Candidate],
    pen: Option<&Pen<'_>>,
) -> Markup {
    let mut places: Vec<(usize, usize, Stretch<'_>)> = Vec::new();
    for need in needs {
        if let Some(q) = need.quote.filter(|q| q.message == message) {
            places.push((q.from, q.to, Stretch::Need(need.id)));
        }
    }
    for (n, candidate) in candidates.iter().enumerate() {
        let q = candidate.quote;
        if q.message == message && pen.is_some() {
            places.push((q.from, q.to, Stretch::Candidate(candidate, n == 0)));
        }
    }
    if places.is_empty() {
        return html! { (Long(said)) };
    }
    places.sort_by_key(|(from, to, _)| (*from, *to));
    let bytes: Vec<usize> = said
        .char_indices()
        .map(|(at, _)| at)
        .chain([said.len()])
        .collect();
    let byte = |n: usize| bytes.get(n).copied().unwrap_or(said.len());
    let mut done = 0;
    let parts = places.iter().map(|(from, to, of)| {
        // Where two places overlap the second is where the first one ends.
        let (start, end) = (byte(*from).max(done), byte(*to).max(done));
        let before = std::mem::replace(&mut done, end);
        html! { (Long(&said[before..start])) (stretch(words, &said[start..end], of, pen)) }
    });
    let parts: Vec<Markup> = parts.collect();
    html! { @for part in parts { (part) } (Long(&said[done..])) }
}

fn stretch(words: Words, said: &str, stretch: &Stretch<'_>, pen: Option<&Pen<'_>>) -> Markup {
    match stretch {
        Stretch::Need(id) => html! { mark.quoted id={ "q" (id) } tabindex="-1" { (said) } },
        Stretch::Candidate(candidate, first) => html! {
            mark.candidate {
                span.said { (t!(words, "needs-candidate", kind = kind_name(words, candidate.kind))) " " }
                (said)
            }
            @if let Some(pen) = pen { (accept(words, candidate, *first, pen)) }
        },
    }
}

/// Ignoring it costs nothing and writes nothing.
fn accept(words: Words, candidate: &Candidate, first: bool, pen: &Pen<'_>) -> Markup {
    html! {
        form.accept method="post" action=(pen.action) {
            (pen.token)
            input type="hidden" name="text" value=(candidate.words);
            input type="hidden" name="message" value=(candidate.quote.message);
            input type="hidden" name="from" value=(candidate.quote.from);
            input type="hidden" name="outlined" value=(candidate.kind.word());
            button title=(t!(words, "needs-accept")) {
                (icon("plus"))
                span.said { (t!(words, "needs-accept")) ": " (candidate.words) }
                @if first { kbd aria-hidden="true" { "Ctrl ␣" } }
            }
        }
    }
}

/// Words that a person typed for a need and that could not be taken.
pub struct Held {
    pub need: i64,
    pub words: String,
    pub why: String,
}

/// Beside an open need on the person's own page: the way to put it in other
/// words. `lang` is the hidden field by which their page keeps its language.
pub fn reword(
    words: Words,
    token: &str,
    need: &Need,
    held: Option<&Held>,
    lang: &Markup,
) -> Markup {
    let held = held.filter(|h| h.need == need.id);
    let (field, error) = (
        format!("words-{}", need.id),
        format!("words-{}-error", need.id),
    );
    let typed = held.map_or(need.words.as_str(), |h| h.words.as_str());
    html! {
        details.reword open[held.is_some()] {
            summary { (icon("pencil")) (t!(words, "needs-reword")) span.said { ": " (need.words) } }
            form.stack method="post" action={ "/c/" (token) "/need-words" } {
                (lang)
                input type="hidden" name="need" value=(need.id);
                div.field {
                    label for=(field) { (t!(words, "needs-reword-words")) }
                    input.input id=(field) name="text" value=(typed) maxlength=(LONGEST) required dir="auto"
                        aria-invalid=[held.map(|_| "true")] aria-describedby=[held.map(|_| error.as_str())];
                    @if let Some(held) = held { p.error id=(error) { (icon("circle-alert")) (held.why) } }
                }
                div.btns { button.btn.primary { (t!(words, "needs-reword-keep")) } }
            }
        }
    }
}

/// What we need from the person, on their own page: each met by words or files.
pub fn asked_of_them(
    words: Words,
    token: &str,
    once: &str,
    needs: &[Need],
    held: Option<&Held>,
    lang: &Markup,
) -> Markup {
    let open: Vec<&Need> = needs
        .iter()
        .filter(|n| !n.is_theirs() && n.is_open())
        .collect();
    if open.is_empty() {
        return html! {};
    }
    html! {
        section.stack aria-labelledby="from-you-title" {
            h2 #from-you-title { (t!(words, "needs-from-you")) }
            ul.their-needs { @for need in open {
                @let (text, file) = (format!("give-{}", need.id), format!("files-{}", need.id));
                @let held = held.filter(|h| h.need == need.id);
                @let error = format!("give-{}-error", need.id);
                li {
                    span.need dir="auto" { (need.words) }
                    form.stack.give method="post" action={ "/c/" (token) "/give/" (need.id) } enctype="multipart/form-data" {
                        (lang)
                        input type="hidden" name="once" value={ (once) (need.id) };
                        div.field {
                            label for=(text) { (t!(words, "needs-give-words")) span.said { ": " (need.words) } }
                            textarea.area id=(text) name="text" rows="2" dir="auto"
                                aria-invalid=[held.map(|_| "true")] aria-describedby=[held.map(|_| error.as_str())] {
                                "\n" (held.map_or("", |h| h.words.as_str())) }
                        }
                        div.field {
                            label for=(file) { (t!(words, "needs-give-files")) span.said { ": " (need.words) } }
                            input.input id=(file) name="files" type="file" multiple;
                        }
                        @if let Some(held) = held { p.error id=(error) { (icon("circle-alert")) (held.why) } }
                        div.btns { button.btn.primary { (icon("send")) (t!(words, "needs-give")) } }
                    }
                }
            } }
        }
    }
}

/// What we need from them, in the panel. `acts`: the forms of one need.
pub fn ours(words: Words, needs: &[Need], acts: impl Fn(&Need) -> Markup) -> Markup {
    if needs.iter().all(Need::is_theirs) {
        return html! {};
    }
    html! {
        h3 { (t!(words, "needs-ours")) }
        ul.needs.ours { @for need in needs.iter().filter(|n| !n.is_theirs()) {
            li class=(need.state.word()) data-key={ "n" (need.id) } {
                (icon(match need.state { State::Open => "hourglass", State::Met => "circle-check", _ => "circle-minus" }))
                span dir="auto" { (need.words) }
                span.state { @match need.state {
                    State::Open => (t!(words, "needs-ours-open")),
                    State::Met => (t!(words, "needs-ours-met")),
                    _ => (t!(words, "needs-ours-gone")),
                } }
                (acts(need))
            }
        } }
    }
}
