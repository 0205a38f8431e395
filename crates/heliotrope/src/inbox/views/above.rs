//! What stands above the rows of a list and is no case: what waits for whoever
//! looks, what is asked of them, and thanks.

use super::List;
use crate::cases::views::Eye;
use crate::causes::{self, deeds::Asked};
use crate::messages::rules::preview;
use crate::t;
use crate::web::icon;
use maud::{Markup, html};

/// Questions of causes that stand above a list.
const ASKED: usize = 3;

/// Trade-offs that ask their owner whether they still hold: a line, no case.
pub(super) fn reviews(list: &List, eye: Eye<'_>) -> Markup {
    html! {
        @for (id, title) in &list.reviews {
            div.bar { (icon("calendar-clock"))
                p { a href={ "/tradeoffs#review-" (id) } { bdi { (t!(eye.words, "inbox-review", title = title.as_str())) } } }
            }
        }
    }
}

/// What causes ask: so many lines, and where the others are.
pub(super) fn asked(list: &List, eye: Eye<'_>) -> Markup {
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
pub(super) fn answers(list: &List, eye: Eye<'_>) -> Markup {
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
pub(super) fn thanks(list: &List, eye: Eye<'_>) -> Markup {
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
