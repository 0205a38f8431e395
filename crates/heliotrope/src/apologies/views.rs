//! The margin beside a draft: questions, never sentences. And what stands on a
//! case: answers that wait, what a letter offered.

use maud::{Markup, html};

use super::rules::{Fault, Part, Policy, Typed};
use super::store::Waiting;
use crate::causes::store::{Cause, Change, Reach};
use crate::causes::views::said;
use crate::kit::At;
use crate::kit::money::Money;
use crate::kit::words::Words;
use crate::restitution::{Restitution, State};
use crate::t;
use crate::web::{Filled, FormToken, icon};
use crate::wordlists;

/// The form that the margin's fields travel with.
const FORM: &str = "reply-form";

/// All that the margin shows.
#[derive(Debug, Clone)]
pub struct Margin {
    pub typed: Typed,
    /// The cause that was named, as far as it is known.
    pub cause: Option<(Cause, Reach)>,
    /// When this person last read an apology for it, within 90 days.
    pub used_up: Option<At>,
    /// What changes about the cause, and who sees to it.
    pub changes: Vec<(Change, String)>,
    pub policy: Policy,
    /// Who looks first, where the policy says so.
    pub looks: Option<String>,
    /// What may be given as goodwill without asking; none: no budget counts here.
    pub left: Option<Money>,
}

/// Where the margin stands: the path of the case, the form token, the zone.
pub struct Frame<'a> {
    pub path: &'a str,
    pub token: FormToken<'a>,
    pub name: &'a str,
    pub zone: &'a jiff::tz::TimeZone,
    pub now: At,
    pub words: Words,
    /// A form that came back.
    pub filled: &'a Filled,
}

pub fn margin(margin: &Margin, frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    html! {
        section.sorry #sorry aria-labelledby="sorry-title" tabindex="-1" {
            header {
                h2 #sorry-title { (t!(words, "apologies-title")) }
                a.btn.quiet.icon-only #sorry-away href={ (frame.path) "?sorry=0#write" } {
                    (icon("x")) span.said { (t!(words, "apologies-put-away")) }
                }
            }
            input type="hidden" name="sorry" value="1" form=(FORM);
            @if margin.policy == Policy::FactsAndHelp { (facts(margin, frame)) }
            @else {
                (whose(margin, words))
                (cause(margin, frame, words))
                (stop(margin, frame))
                (questions(margin, frame))
            }
        }
    }
}

/// Facts and help: other questions, and no part to mark.
fn facts(margin: &Margin, frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    html! {
        p.bar.owed { (icon("shield-alert")) span {
            @match &margin.looks {
                Some(name) => (t!(words, "apologies-facts-looks", name = name.as_str())),
                None => (t!(words, "apologies-facts")),
            }
        } }
        (cause(margin, frame, words))
        ol.asked {
            li { (t!(words, "apologies-ask-how-are-they", name = frame.name)) }
            li { (t!(words, "apologies-ask-facts")) }
            li { (t!(words, "apologies-ask-help")) }
        }
    }
}

fn whose(margin: &Margin, words: Words) -> Markup {
    let label = |fault: Fault| match fault {
        Fault::Ours => t!(words, "apologies-ours"),
        Fault::Shared => t!(words, "apologies-shared"),
        Fault::NotOurs => t!(words, "apologies-not-ours-word"),
        Fault::Unknown => t!(words, "apologies-unknown"),
    };
    html! {
        fieldset.chips.whose {
            legend { (t!(words, "apologies-whose")) }
            @for fault in Fault::ALL {
                @let id = format!("fault-{}", fault.word());
                input.said type="radio" name="fault" value=(fault.word()) id=(id) form=(FORM)
                    data-key=(fault.key()) checked[margin.typed.fault == fault.word()];
                label for=(id) { kbd { (fault.key()) } " " (label(*fault)) }
            }
        }
    }
}

fn cause(margin: &Margin, frame: &Frame<'_>, words: Words) -> Markup {
    let known = margin.cause.as_ref();
    let value = known.map_or(margin.typed.cause.as_str(), |(cause, _)| {
        cause.name.as_str()
    });
    html! {
        div.cause {
            label for="sorry-cause" { (t!(words, "apologies-cause")) }
            input.input #sorry-cause name="sorry_cause" value=(value) form=(FORM) maxlength="80" autocomplete="off"
                list="sorry-causes" data-causes="/api/v1/causes" data-sorry=(frame.path)
                aria-describedby="sorry-said";
            datalist #sorry-causes data-still="" {}
            span.quietly #sorry-said {
                @if let Some((_, reach)) = known { (said(words, reach.apologised, reach.lately)) }
            }
        }
    }
}

/// What went wrong, as far as it is known.
fn named(margin: &Margin) -> &str {
    let known = margin.cause.as_ref();
    known.map_or("", |(cause, _)| cause.name.as_str())
}

/// The margin with what was said in it, and `more`; at a place of the page.
fn way(margin: &Margin, frame: &Frame<'_>, more: &[(&str, &str)], place: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("sorry", "1")
        .append_pair("fault", &margin.typed.fault)
        .append_pair("cause", named(margin))
        .extend_pairs(more)
        .finish();
    format!("{}?{query}#{place}", frame.path)
}

/// The second apology for one cause within 90 days: once, with four ways on.
fn stop(margin: &Margin, frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    let Some(last) = margin
        .used_up
        .filter(|_| !margin.typed.anyway && margin.typed.repair != "give")
    else {
        return html! { @if margin.typed.anyway { input type="hidden" name="again" value="anyway" form=(FORM); } };
    };
    let to = |name: &str| way(margin, frame, &[("way", name)], "sorry");
    html! {
        div.bar.owed #sorry-stop tabindex="-1" role="alert" {
            (icon("hand"))
            p { (t!(words, "apologies-used-up", day = words.date(last, frame.zone))) }
            div.btns {
                a.btn href=(to("repair")) { (t!(words, "apologies-way-repair")) }
                a.btn href={ (frame.path) "?called=1#write" } { (t!(words, "apologies-way-call")) }
                form method="post" action={ (frame.path) "/sorry" } {
                    (frame.token)
                    input type="hidden" name="cause" value=(named(margin));
                    button.btn name="act" value="changed" { (t!(words, "apologies-way-changed")) }
                }
                a.btn.quiet href=(to("anyway")) { (t!(words, "apologies-way-anyway")) }
            }
        }
    }
}

fn questions(margin: &Margin, frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    let fault = margin.typed.fault.parse::<Fault>().ok();
    let ours = fault.is_none_or(Fault::can_be_ours);
    html! {
        @if !ours { p.quietly { (t!(words, "apologies-offer-help")) } }
        ol.asked {
            @for part in Part::ALL {
                @if *part != Part::Forgiveness && (ours || *part != Part::Responsibility) {
                    li { (mark(margin, *part, words)) (more(margin, *part, frame)) }
                }
            }
        }
        details.folded open[margin.typed.parts.iter().any(|p| p == Part::Forgiveness.word())] {
            summary { (icon("chevron-right")) (t!(words, "apologies-forgiveness-off")) }
            p.quietly { (t!(words, "apologies-forgiveness-why")) }
            div.asked { (mark(margin, Part::Forgiveness, words)) }
        }
    }
}

fn mark(margin: &Margin, part: Part, words: Words) -> Markup {
    let number = Part::ALL
        .iter()
        .position(|p| *p == part)
        .map_or(0, |at| at + 1);
    let (question, name) = match part {
        Part::Responsibility => (
            t!(words, "apologies-ask-responsibility"),
            t!(words, "apologies-responsibility"),
        ),
        Part::Restitution => (
            t!(words, "apologies-ask-restitution"),
            t!(words, "apologies-restitution"),
        ),
        Part::Explanation => (
            t!(words, "apologies-ask-explanation"),
            t!(words, "apologies-explanation"),
        ),
        Part::Regret => (
            t!(words, "apologies-ask-regret"),
            t!(words, "apologies-regret"),
        ),
        Part::Repentance => (
            t!(words, "apologies-ask-repentance"),
            t!(words, "apologies-repentance"),
        ),
        Part::Forgiveness => (
            t!(words, "apologies-ask-forgiveness"),
            t!(words, "apologies-forgiveness"),
        ),
    };
    let repairs = part == Part::Restitution && !margin.typed.repair.is_empty();
    let marked = repairs || margin.typed.parts.iter().any(|p| p == part.word());
    html! {
        label.tick {
            input type="checkbox" name="part" value=(part.word()) form=(FORM) id={ "part-" (number) } checked[marked];
            span { kbd { "/" (number) } " " (question) " " span.quietly { "(" (name) ")" } }
        }
    }
}

/// What belongs to a part besides its mark.
fn more(margin: &Margin, part: Part, frame: &Frame<'_>) -> Markup {
    match part {
        Part::Restitution => repair(margin, frame),
        Part::Repentance => change(margin, frame),
        _ => html! {},
    }
}

fn repair(margin: &Margin, frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    let typed = &margin.typed;
    html! {
        div.more-of {
            label.said for="repair" { (t!(words, "apologies-repair")) }
            select.select #repair name="repair" form=(FORM) {
                option value="" selected[typed.repair.is_empty()] { (t!(words, "apologies-repair-words")) }
                option value="give" selected[typed.repair == "give"] { (t!(words, "apologies-repair-give")) }
                option value="ask" selected[typed.repair == "ask"] { (t!(words, "apologies-repair-ask")) }
            }
            label.said for="repair-amount" { (t!(words, "apologies-amount-label")) }
            input.input #repair-amount name="amount" form=(FORM) inputmode="decimal" autocomplete="off"
                value=(typed.amount) placeholder=(t!(words, "apologies-amount-label"));
            @if let Some(left) = margin.left {
                a #goodwill-left href=(way(margin, frame, &[("goodwill", "open")], "p-goodwill")) {
                    (t!(words, "apologies-goodwill-left", left = left.said(words.lang()))) }
            }
        }
    }
}

fn change(margin: &Margin, frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    let typed = &margin.typed;
    html! {
        div.more-of {
            label.said for="change" { (t!(words, "apologies-change")) }
            select.select #change name="change" form=(FORM) {
                option value="" selected[typed.change.is_empty()] { (t!(words, "apologies-change-none")) }
                @for (change, owner) in &margin.changes {
                    option value=(change.id) selected[typed.change == change.id.to_string()] {
                        (change.words) " · " (owner)
                        @if let Some(due) = change.due { ", " (words.date(due, frame.zone)) }
                    }
                }
                option value="unknown" selected[typed.change == "unknown"] { (t!(words, "apologies-change-unknown")) }
            }
            @if let Some((cause, _)) = &margin.cause {
                a href={ "/causes/" (cause.id) "#changes" } { (t!(words, "apologies-change-write")) }
            }
        }
    }
}

/// Under the ribbon, while it says that no apology was made: the way to one,
/// and the press that says that none is owed.
pub fn owed(path: &str, token: FormToken<'_>, words: Words) -> Markup {
    html! {
        form.owed-line method="post" action={ (path) "/sorry" } {
            (token)
            a #open-sorry href={ (path) "?sorry=1#sorry" } { (t!(words, "apologies-begin")) }
            " · "
            button.as-link name="act" value="not_owed" { (t!(words, "apologies-not-owed")) }
        }
    }
}

/// A letter speaks of an injury, a lawyer or lost data.
pub fn careful(path: &str, token: FormToken<'_>, may: bool, words: Words) -> Markup {
    html! {
        div.bar.owed.careful #careful {
            (icon("shield-alert"))
            p { (t!(words, "apologies-careful")) }
            @if may {
                form method="post" action={ (path) "/sorry" } {
                    (token)
                    button.btn.quiet name="act" value="not_about_that" { (t!(words, "apologies-not-about-that")) }
                }
            }
        }
    }
}

/// An answer that waits, with the press of the person who looks. `names`: who
/// wrote it, and who looks.
pub fn waits(
    (answer, hints): (&Waiting, &[(String, String)]),
    names: (&str, &str),
    frame: &Frame<'_>,
    may: bool,
    seen_event: i64,
) -> Markup {
    let words = frame.words;
    let (writer, looks) = names;
    let action = format!("{}/answers/{}", frame.path, answer.id);
    let back = frame.filled.form(&format!("answer-{}", answer.id));
    html! {
        div.bar.owed.waiting-answer id={ "answer-" (answer.id) } {
            (icon("hourglass"))
            p { (t!(words, "apologies-waits", writer = writer, name = looks)) " "
                (words.clock_tag(answer.held_at, frame.zone, frame.now)) }
            details.folded open[may] {
                summary { (icon("chevron-right")) (t!(words, "apologies-waits-read")) }
                div.words.rich dir="auto" { (maud::PreEscaped(letters::markdown_html(&answer.words))) }
                (wordlists::views::hints(hints, words))
            }
            @if may {
                form.btns method="post" action=(action) {
                    (frame.token)
                    input type="hidden" name="seen_event" value=(seen_event);
                    button.btn.primary name="act" value="send" { (icon("send")) (t!(words, "apologies-let-go")) }
                    label.said for={ "why-" (answer.id) } { (t!(words, "apologies-why")) }
                    input.input id={ "why-" (answer.id) } name="why" dir="auto" placeholder=(t!(words, "apologies-why"))
                        value=(back.value("why", "")) aria-invalid=[back.invalid("why")]
                        aria-describedby=[back.described("why", "")];
                    button.btn name="act" value="back" { (t!(words, "apologies-give-back")) }
                    (back.error("why"))
                }
            }
        }
    }
}

/// What we owe in a case, and the press that says that they have it.
pub fn put_right(
    owed: &[Restitution],
    path: &str,
    token: FormToken<'_>,
    may: bool,
    words: Words,
) -> Markup {
    html! {
        @if !owed.is_empty() {
            section aria-labelledby="p-owed" {
                h2 #p-owed { (t!(words, "apologies-put-right")) }
                ul.needs { @for one in owed {
                    @let given = one.state == State::Given;
                    li.met[given] {
                        (icon(if given { "circle-check" } else { "circle" }))
                        span { @match one.amount {
                            Some(money) => (money.said(words.lang())),
                            None => (t!(words, "apologies-put-right-thing")),
                        } }
                        " "
                        span.state { @match one.state {
                            State::Given => (t!(words, "apologies-is-given")),
                            State::Accepted => (t!(words, "apologies-is-accepted")),
                            State::Offered | State::TakenBack => (t!(words, "apologies-is-offered")),
                        } }
                        @if may && !given {
                            form.menu method="post" action={ (path) "/sorry" } {
                                (token)
                                input type="hidden" name="owed" value=(one.id);
                                button.btn.quiet name="act" value="given" { (t!(words, "apologies-give")) }
                            }
                        }
                    }
                } }
            }
        }
    }
}

/// Phrases in a draft, each with what a colleague would say to it. The list is
/// there without a script too, as the draft was when the page was made.
pub fn hints(found: &[(String, String)], words: Words) -> Markup {
    html! {
        ul.hints #hints aria-label=(t!(words, "apologies-hints")) {
            @for (phrase, says) in found { li { span.wavy { (phrase) } ": " (says) } }
        }
    }
}

/// On the customer's page: what we offered, beside the question what would make
/// it right. One press takes it.
pub fn offers(
    offers: &[(i64, Option<Money>)],
    action: &str,
    lang_field: &Markup,
    words: Words,
) -> Markup {
    html! {
        @for (id, amount) in offers {
            section.offer aria-labelledby={ "offer-" (id) } {
                h2 id={ "offer-" (id) } { (t!(words, "apologies-offer-question")) }
                p { @match amount {
                    Some(money) => (t!(words, "apologies-offer", amount = money.said(words.lang()))),
                    None => (t!(words, "apologies-offer-thing")),
                } }
                form method="post" action=(action) {
                    (lang_field)
                    input type="hidden" name="offer" value=(id);
                    button.btn.primary { (icon("check")) (t!(words, "apologies-offer-take")) }
                }
                p.quietly { (t!(words, "apologies-offer-else")) }
            }
        }
    }
}
