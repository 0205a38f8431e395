//! Goodwill beside a conversation, the questions a lead answers, the budgets.

pub mod budgets;

use maud::{Markup, html};

use super::{Ask, Gift, Kind, Left, Period};
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::kit::words::Words;
use crate::needs::Need;
use crate::t;
use crate::web::{Asker, Back, form_token, icon, once_field};
use crate::wordlists;

/// What a case page knows of goodwill.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    pub given: Vec<Gift>,
    pub ask: Option<Ask>,
    /// The form is open.
    pub opened: Option<Opened>,
    /// The amount that the form begins with.
    pub amount: String,
    /// So much is more than is left.
    pub over: Option<Money>,
}

/// What is read only for the open form.
#[derive(Debug, Clone)]
pub struct Opened {
    pub left: Option<Left>,
    pub currency: Currency,
    /// To the same person, in other cases.
    pub earlier: Vec<Gift>,
}

/// What the panel of a case is drawn from.
pub struct Panel<'a> {
    pub shown: &'a Shown,
    pub needs: &'a [Need],
    /// What went wrong here, by name.
    pub causes: Vec<&'a str>,
    /// Gifts that the person has not heard of.
    pub unheard: Vec<i64>,
    /// The form as it was typed, when it came back.
    pub back: Back<'a>,
    pub path: &'a str,
    pub asker: &'a Asker,
    pub writes: bool,
    pub alone: bool,
    /// The draft as it stands: it may wait for the answer.
    pub draft: &'a str,
    pub offers: &'a [(String, String)],
    pub now: At,
}

pub fn panel(panel: &Panel<'_>) -> Markup {
    let words = panel.asker.words();
    let shown = panel.shown;
    if !panel.writes && shown.given.is_empty() && shown.ask.is_none() {
        return html! {};
    }
    let bare = shown.given.is_empty() && shown.ask.is_none() && shown.opened.is_none();
    html! {
        section.goodwill aria-labelledby="p-goodwill" data-typing[shown.opened.is_some()] {
            h2 #p-goodwill.said[bare] { (t!(words, "goodwill-title")) }
            (gifts(panel))
            @if let Some(ask) = &shown.ask { (waits(panel, ask)) }
            @if panel.writes {
                @match &shown.opened {
                    Some(opened) => (form(panel, opened)),
                    None => {
                        a.btn.quiet #give href={ (panel.path) "?goodwill=open#p-goodwill" } {
                            (icon("heart")) (t!(words, "goodwill-open")) " " kbd { "G" }
                        }
                    }
                }
            }
        }
    }
}

fn gifts(panel: &Panel<'_>) -> Markup {
    let words = panel.asker.words();
    html! {
        @if !panel.shown.given.is_empty() {
            ul.gifts {
                @for gift in &panel.shown.given {
                    li {
                        (icon("heart"))
                        span {
                            strong { (gift.amount.said(words.lang())) } " " (kind(gift.kind, words))
                            @if let Some(need) = panel.needs.iter().find(|n| Some(n.id) == gift.need) {
                                " · " bdi { (need.words) }
                            }
                        }
                        span.state { (words.clock_tag(gift.at, &panel.asker.zone, panel.now)) }
                        @if panel.writes && panel.unheard.contains(&gift.id) {
                            form method="post" action={ (panel.path) "/goodwill#p-goodwill" } {
                                (form_token(&panel.asker.form_token)) (once_field())
                                input type="hidden" name="gift" value=(gift.id);
                                button.as-link name="act" value="take_back" {
                                    (t!(words, "goodwill-take-back"))
                                    span.said { " " (gift.amount.said(words.lang())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A question that nobody has answered, with its letter.
fn waits(panel: &Panel<'_>, ask: &Ask) -> Markup {
    let words = panel.asker.words();
    html! {
        div.waits {
            p { (icon("hourglass"))
                span { (t!(words, "goodwill-asked", amount = ask.amount.said(words.lang()), name = ask.asker.as_str())) " "
                    (words.clock_tag(ask.asked_at, &panel.asker.zone, panel.now)) } }
            @if !ask.reply.is_empty() {
                details.folded.fold { summary { (icon("chevron-right")) (t!(words, "goodwill-waiting-letter")) } p.words dir="auto" { (ask.reply) } }
            }
            @if panel.writes {
                form method="post" action={ (panel.path) "/goodwill" } {
                    (form_token(&panel.asker.form_token)) (once_field())
                    button.btn.quiet name="act" value="withdraw" { (icon("undo-2")) (t!(words, "goodwill-withdraw")) }
                }
            }
        }
    }
}

fn form(panel: &Panel<'_>, opened: &Opened) -> Markup {
    let words = panel.asker.words();
    let back = panel.back;
    let amount = back.value("amount", &panel.shown.amount);
    html! {
        form.give #give method="post" action={ (panel.path) "/goodwill#p-goodwill" } {
            (form_token(&panel.asker.form_token)) (once_field())
            div.field {
                label for="give-amount" { (t!(words, "goodwill-amount", currency = opened.currency.code())) }
                input.input #give-amount name="amount" inputmode="decimal" autocomplete="off" required
                    value=(amount) aria-describedby=[back.described("amount", "give-left")]
                    aria-invalid=[back.invalid("amount")];
                p.help #give-left { (left(opened, words)) }
                (back.error("amount"))
            }
            div.field {
                label for="give-kind" { (t!(words, "goodwill-kind")) }
                select.select #give-kind name="kind" {
                    @for one in Kind::ALL {
                        option value=(one.word()) selected[back.chose("kind", one.word())] { (kind(one, words)) }
                    }
                }
            }
            div.field {
                label for="give-need" { (t!(words, "goodwill-for")) }
                select.select #give-need name="need" {
                    @for need in panel.needs {
                        option value=(need.id) selected[back.chose("need", &need.id.to_string())] { (need.words) }
                    }
                }
            }
            (cause(panel))
            (earlier(opened, panel))
            @match panel.shown.over {
                Some(asked) => (over(panel, opened, asked)),
                None => { button.btn.primary name="act" value="give" { (icon("heart")) (t!(words, "goodwill-give")) } }
            }
        }
    }
}

/// What went wrong, so that the price of a fault can be known. It begins with
/// what is set on the case, and may stay empty.
fn cause(panel: &Panel<'_>) -> Markup {
    let words = panel.asker.words();
    let back = panel.back;
    let known = match panel.causes.as_slice() {
        [only] => only,
        _ => "",
    };
    html! {
        div.field {
            label for="give-cause" { (t!(words, "goodwill-cause")) " " span.optional { (t!(words, "goodwill-cause-optional")) } }
            input.input #give-cause name="cause" autocomplete="off" dir="auto" list="give-causes"
                data-causes="/api/v1/causes" value=(back.value("cause", known))
                aria-invalid=[back.invalid("cause")] aria-describedby=[back.described("cause", "")];
            datalist #give-causes data-still="" { @for cause in &panel.causes { option value=(cause) {} } }
            (back.error("cause"))
        }
    }
}

/// "€15 of €40 left this year; inside it nobody has to be asked."
fn left(opened: &Opened, words: Words) -> String {
    let lang = words.lang();
    let Some(left) = &opened.left else {
        return t!(words, "goodwill-no-budget");
    };
    let (rest, of) = (left.left.said(lang), left.of.said(lang));
    match left.period {
        Some(Period::Month) => t!(words, "goodwill-left-month", left = rest, of = of),
        Some(Period::Quarter) => t!(words, "goodwill-left-quarter", left = rest, of = of),
        Some(Period::Year) => t!(words, "goodwill-left-year", left = rest, of = of),
        None => t!(words, "goodwill-left-case", left = rest, of = of),
    }
}

/// Shown, never in the way.
fn earlier(opened: &Opened, panel: &Panel<'_>) -> Markup {
    let words = panel.asker.words();
    html! {
        @if !opened.earlier.is_empty() {
            p.help { (t!(words, "goodwill-earlier")) }
            ul.gifts {
                @for gift in &opened.earlier {
                    li { (icon("heart"))
                        span { (gift.amount.said(words.lang())) " " (kind(gift.kind, words)) " · "
                            a href={ "/cases/" (gift.case) } { "#" (gift.case) } }
                        span.state { (words.clock_tag(gift.at, &panel.asker.zone, panel.now)) } }
                }
            }
        }
    }
}

/// Three honest ways on.
fn over(panel: &Panel<'_>, opened: &Opened, asked: Money) -> Markup {
    let words = panel.asker.words();
    let back = panel.back;
    let lang = words.lang();
    let rest = opened.left.map_or(Money::of(0, asked.currency), |l| l.left);
    html! {
        div.over #over tabindex="-1" role="group" aria-labelledby="over-title" {
            div.bar.owed { (icon("info")) p #over-title { (over_sentence(words, rest, asked, panel.alone)) } }
            @if rest.minor > 0 {
                button.btn.primary name="act" value="give_left" {
                    (icon("heart")) (t!(words, "goodwill-give-left", amount = rest.said(lang))) }
            }
            @if !panel.alone {
                div.field {
                    label for="ask-until" { (t!(words, "goodwill-until")) }
                    select.select #ask-until name="until" {
                        @for (value, said) in panel.offers {
                            option value=(value) selected[back.chose("until", value)] { (said) } }
                        option value="at" selected[back.chose("until", "at")] { (t!(words, "goodwill-until-at")) }
                    }
                    span.at {
                        label.said for="ask-until-at" { (t!(words, "goodwill-until-at")) }
                        input.input type="datetime-local" #ask-until-at name="until_at" value=(back.value("until_at", ""))
                            aria-invalid=[back.invalid("until")] aria-describedby=[back.described("until", "")];
                    }
                    (back.error("until"))
                }
                div.field {
                    label for="ask-reply" { (t!(words, "goodwill-reply")) }
                    p.help #ask-reply-help { (t!(words, "goodwill-reply-help")) }
                    textarea.area #ask-reply name="reply" rows="4" dir="auto" aria-describedby="ask-reply-help" {
                        @let typed = back.value("reply", "");
                        "\n" @if typed.is_empty() { (panel.draft) } @else { (typed) }
                    }
                }
                button.btn name="act" value="ask" {
                    (icon("hand")) (t!(words, "goodwill-ask", amount = asked.said(lang))) }
            }
            button.btn.quiet name="act" value="limit" { (icon("circle-minus")) (t!(words, "goodwill-limit")) }
        }
    }
}

/// "€15 left: give 15 · ask for 30 · say the limit is reached": what is possible
/// comes first.
pub fn over_sentence(words: Words, rest: Money, asked: Money, alone: bool) -> String {
    let lang = words.lang();
    let mut ways = Vec::new();
    if rest.minor > 0 {
        ways.push(t!(words, "goodwill-way-give", amount = rest.typed(lang)));
    }
    if !alone {
        ways.push(t!(words, "goodwill-way-ask", amount = asked.typed(lang)));
    }
    ways.push(t!(words, "goodwill-way-limit"));
    t!(
        words,
        "goodwill-over",
        left = rest.said(lang),
        ways = ways.join(" · ")
    )
}

pub fn kind(kind: Kind, words: Words) -> String {
    match kind {
        Kind::Refund => t!(words, "goodwill-kind-refund"),
        Kind::Credit => t!(words, "goodwill-kind-credit"),
        Kind::Replacement => t!(words, "goodwill-kind-replacement"),
        Kind::Gift => t!(words, "goodwill-kind-gift"),
    }
}

/// A question, and what is asked about the letter that waits for its answer.
pub type Asked = (Ask, Vec<(String, String)>);

/// The questions that wait for a lead, each with its two answers. Stands on the
/// page of its own and on the lead's.
pub fn asks(asks: &[Asked], wrong: Option<(i64, &str)>, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    html! {
        @if asks.is_empty() { p.quietly { (t!(words, "goodwill-asks-none")) } }
        ul.asks {
            @for (ask, hints) in asks {
                li data-key={ "ask" (ask.id) } {
                    p {
                        strong { (ask.amount.said(words.lang())) } " " (kind(ask.kind, words)) " · "
                        a href={ "/cases/" (ask.case) } { "#" (ask.case) " " bdi { (ask.subject) } }
                    }
                    p.quietly { (t!(words, "goodwill-ask-by", name = ask.asker.as_str(), person = ask.person.as_str()))
                        " · " (words.clock_tag(ask.asked_at, &asker.zone, now)) }
                    @if !ask.reply.is_empty() {
                        details.folded.fold { summary { (icon("chevron-right")) (t!(words, "goodwill-waiting-letter")) }
                            p.words dir="auto" { (ask.reply) } }
                        (wordlists::views::hints(hints, words))
                    }
                    (answers(ask, wrong.filter(|(id, _)| *id == ask.id).map(|(_, why)| why), asker))
                }
            }
        }
    }
}

fn answers(ask: &Ask, wrong: Option<&str>, asker: &Asker) -> Markup {
    let words = asker.words();
    let reason = format!("no-{}", ask.id);
    let error = format!("no-{}-error", ask.id);
    html! {
        div.btns {
            form method="post" action={ "/asks/" (ask.id) } {
                (form_token(&asker.form_token)) (once_field())
                button.btn.primary.keep-it name="answer" value="yes" { (icon("check")) (t!(words, "goodwill-yes")) " " kbd { "y" } }
            }
            details.menu.say-no open[wrong.is_some()] {
                summary.btn { (icon("x")) (t!(words, "goodwill-no")) " " kbd { "n" } }
                form.hanging method="post" action={ "/asks/" (ask.id) } {
                    (form_token(&asker.form_token)) (once_field())
                    div.field {
                        label for=(reason) { (t!(words, "goodwill-no-why")) }
                        input.input id=(reason) name="reason" maxlength="500" dir="auto"
                            aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| &error)];
                        @if let Some(wrong) = wrong { p.error id=(error) { (icon("circle-alert")) (wrong) } }
                    }
                    button.btn.primary name="answer" value="no" { (t!(words, "goodwill-no-do")) }
                }
            }
        }
    }
}
