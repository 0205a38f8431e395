//! The clocks of a complaint beside its case.

use maud::{Markup, html};

use super::rules::{Complaint, Target, What};
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::{FormToken, icon};
use jiff::tz::TimeZone;

/// `at`: the zone of who looks, and now.
pub fn panel(
    complaint: &Complaint,
    targets: &[Target],
    path: &str,
    token: FormToken<'_>,
    may: bool,
    words: Words,
    at: (&TimeZone, At),
) -> Markup {
    html! {
        section.complaint aria-labelledby="p-complaint" {
            h2 #p-complaint { (t!(words, "complaints-title")) }
            @if targets.is_empty() { p.quietly { (t!(words, "complaints-no-clocks")) } }
            @else { ul.promises { @for target in targets { (line(target, words, at)) } } }
            @if complaint.rejected_at.is_some() && !complaint.is_answered() {
                p { (t!(words, "complaints-kept-open")) }
            }
            @if may {
                form.btns method="post" action={ (path) "/complaint" } {
                    (token)
                    @if complaint.is_answered() {
                        button.btn.quiet name="act" value="rejected" { (t!(words, "complaints-rejected")) }
                    } @else {
                        button.btn.quiet name="act" value="final" { (t!(words, "complaints-final")) }
                    }
                    button.btn.quiet name="act" value="none" { (t!(words, "complaints-none")) }
                }
            }
        }
    }
}

/// What a clock asks for: "Keep them informed".
pub fn what(what: What, words: Words) -> String {
    match what {
        What::Acknowledge => t!(words, "complaints-acknowledge"),
        What::Inform => t!(words, "complaints-inform"),
        What::Final => t!(words, "complaints-answer"),
    }
}

fn line(target: &Target, words: Words, (zone, now): (&TimeZone, At)) -> Markup {
    let late = target.is_late(now);
    let met = target.met_at.is_some();
    let shape = match (met, late) {
        (true, _) => "circle-check",
        (false, true) => "circle-alert",
        (false, false) => "clock",
    };
    html! {
        li.late[late && !met].owed[!late && !met].kept[met] {
            (icon(shape))
            span { (what(target.what, words)) }
            span.state {
                @match target.met_at {
                    Some(at) => { (t!(words, "complaints-met")) " " (words.clock_tag(at, zone, now))
                        @if late { ", " (t!(words, "complaints-late", span = words.span(at.since(target.due)))) } },
                    None if late => (t!(words, "complaints-late", span = words.span(now.since(target.due)))),
                    None => { (t!(words, "complaints-by")) " " (words.clock_tag(target.due, zone, now)) },
                }
            }
        }
    }
}
