//! What the house promises.

use maud::{Markup, html};

use super::{said, steps, ticks, wrong_in};
use crate::hours;
use crate::kit::words::Lang;
use crate::mailboxes::Mailbox;
use crate::mailboxes::rules::Wrong;
use crate::mailroom::trip::LastTrip;
use crate::setup::rules::{Step, Word};
use crate::t;
use crate::team::views::{Field, errors};
use crate::web::{Asker, form_token};

pub fn word(
    asker: &Asker,
    mailbox: &Mailbox,
    trip: Option<&LastTrip>,
    typed: &Word,
    wrong: &[Wrong],
    days: &[&'static str],
) -> Markup {
    let words = asker.words();
    let mut said = said(words, wrong);
    let field =
        |name, label, value| Field::new(name, "text", label, value).wrong(wrong_in(&said, name));
    let within = field(
        "answer_within",
        t!(words, "setup-within"),
        &typed.answer_within,
    )
    .optional()
    .help(t!(words, "setup-within-help"));
    let zone = field("zone", t!(words, "mailboxes-zone"), &typed.zone)
        .help(t!(words, "mailboxes-zone-help"));
    let (within, zone) = (within.show(), zone.show());
    said.extend(days.iter().map(|day| (*day, t!(words, "hours-wrong"))));
    html! {
        form.stack.loose method="post" action={ "/setup/our-word/" (mailbox.id) } {
            (form_token(&asker.form_token))
            (steps(words, Step::Word { mailbox: mailbox.id }))
            (came_back(asker, mailbox, trip))
            div.stack {
                h1 { (t!(words, "setup-word")) }
                p { (t!(words, "setup-word-how")) }
            }
            @if !said.is_empty() {
                (errors(t!(words, "setup-not-yet"), t!(words, "setup-all-kept"), &said))
            }
            div.fields {
                label.tick {
                    input type="checkbox" name="receipt" value="on" checked[!typed.receipt.is_empty()];
                    span { (t!(words, "mailboxes-receipt")) }
                }
                (within)
                (hours::views::fields(words, &typed.hours, days))
                div.fields-2 {
                    (zone)
                    div.field {
                        label for="language" { (t!(words, "mailboxes-language")) }
                        p.help #language-help { (t!(words, "mailboxes-language-help")) }
                        select.select #language name="language" aria-describedby="language-help" {
                            @for lang in Lang::ALL {
                                option value=(lang.code()) lang=(lang.code())
                                    selected[typed.language == lang.code()] { (lang.own_name()) }
                            }
                        }
                    }
                }
            }
            div.btns {
                button.btn.primary name="deed" value="keep" { (t!(words, "setup-finish")) }
                button.btn.quiet name="deed" value="skip" formnovalidate { (t!(words, "setup-skip")) }
            }
        }
    }
}

/// The four ticks of the page before, when there was a trial.
fn came_back(asker: &Asker, mailbox: &Mailbox, trip: Option<&LastTrip>) -> Markup {
    let words = asker.words();
    let Some(took) = trip.and_then(|trip| trip.took) else {
        return html! {};
    };
    let seconds = took.as_secs_f64().ceil() as i64;
    let held = [
        t!(
            words,
            "setup-tick-mailbox",
            address = mailbox.address.as_str()
        ),
        t!(words, "setup-tick-signed-in"),
        t!(words, "setup-tick-sent"),
        t!(words, "setup-tick-back", seconds = seconds),
    ];
    let held: Vec<(bool, String)> = held.into_iter().map(|said| (true, said)).collect();
    html! { section.outcome role="status" { (ticks(&held)) } }
}
