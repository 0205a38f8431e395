//! Goodwill beside a conversation, the questions a lead answers, the budgets.

pub mod budgets;

use maud::{Markup, html};

use super::{Ask, Gift, Kind, Left, Period};
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::kit::words::Words;
use crate::needs::Need;
use crate::t;
use crate::web::{Asker, form_token, icon, once_field};

/// What a case page knows of goodwill.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    pub given: Vec<Gift>,
    pub ask: Option<Ask>,
    /// The form is open.
    pub opened: Option<Opened>,
    pub typed: Typed,
}

/// What is read only for the open form.
#[derive(Debug, Clone)]
pub struct Opened {
    pub left: Option<Left>,
    pub currency: Currency,
    /// To the same person, in other cases.
    pub earlier: Vec<Gift>,
}

/// What was typed, and what is to be said about it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub amount: String,
    pub kind: String,
    pub need: Option<i64>,
    pub error: Option<String>,
    /// So much is more than is left.
    pub over: Option<Money>,
    /// "The limit is reached" is to be said about a need.
    pub limit: bool,
    pub reply: String,
}

impl Typed {
    /// Is there something to show in the form?
    pub fn is_open(&self) -> bool {
        self.error.is_some() || self.over.is_some() || self.limit
    }
}

/// What the panel of a case is drawn from.
pub struct Panel<'a> {
    pub shown: &'a Shown,
    pub needs: &'a [Need],
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
            (gifts(&shown.given, panel.needs, panel.asker, panel.now))
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

fn gifts(gifts: &[Gift], needs: &[Need], asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    html! {
        @if !gifts.is_empty() {
            ul.gifts {
                @for gift in gifts {
                    li {
                        (icon("heart"))
                        span {
                            strong { (gift.amount.said(words.lang())) } " " (kind(gift.kind, words))
                            @if let Some(need) = needs.iter().find(|n| Some(n.id) == gift.need) {
                                " · " bdi { (need.words) }
                            }
                        }
                        span.state { (words.clock_tag(gift.at, &asker.zone, now)) }
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
                details.fold { summary { (t!(words, "goodwill-waiting-letter")) } p.words dir="auto" { (ask.reply) } }
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
    let typed = &panel.shown.typed;
    if typed.limit {
        return decline(panel, typed);
    }
    let described = match typed.error {
        Some(_) => "give-left give-error",
        None => "give-left",
    };
    html! {
        form.give #give method="post" action={ (panel.path) "/goodwill#p-goodwill" } {
            (form_token(&panel.asker.form_token)) (once_field())
            div.field {
                label for="give-amount" { (t!(words, "goodwill-amount", currency = opened.currency.code())) }
                input.input #give-amount name="amount" inputmode="decimal" autocomplete="off" required
                    value=(typed.amount) aria-describedby=(described) aria-invalid=[typed.error.as_ref().map(|_| "true")];
                p.help #give-left { (left(opened, words)) }
                @if let Some(error) = &typed.error { p.error #give-error { (icon("circle-alert")) (error) } }
            }
            div.field {
                label for="give-kind" { (t!(words, "goodwill-kind")) }
                select.select #give-kind name="kind" {
                    @for one in Kind::ALL {
                        option value=(one.word()) selected[typed.kind == one.word()] { (kind(one, words)) }
                    }
                }
            }
            div.field {
                label for="give-need" { (t!(words, "goodwill-for")) }
                select.select #give-need name="need" {
                    @for need in panel.needs {
                        option value=(need.id) selected[typed.need == Some(need.id)] { (need.words) }
                    }
                }
            }
            (earlier(opened, panel))
            @match typed.over {
                Some(asked) => (over(panel, opened, asked)),
                None => { button.btn.primary name="act" value="give" { (icon("heart")) (t!(words, "goodwill-give")) } }
            }
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
                        @for (value, said) in panel.offers { option value=(value) { (said) } }
                        option value="at" { (t!(words, "goodwill-until-at")) }
                    }
                    span.at {
                        label.said for="ask-until-at" { (t!(words, "goodwill-until-at")) }
                        input.input type="datetime-local" #ask-until-at name="until_at";
                    }
                }
                div.field {
                    label for="ask-reply" { (t!(words, "goodwill-reply")) }
                    p.help #ask-reply-help { (t!(words, "goodwill-reply-help")) }
                    textarea.area #ask-reply name="reply" rows="4" dir="auto" aria-describedby="ask-reply-help" {
                        "\n" @if panel.shown.typed.reply.is_empty() { (panel.draft) } @else { (panel.shown.typed.reply) }
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

/// The limit said aloud is an honest no: with its reason, and what is possible.
fn decline(panel: &Panel<'_>, typed: &Typed) -> Markup {
    let words = panel.asker.words();
    let need = typed
        .need
        .or_else(|| panel.needs.first().map(|n| n.id))
        .unwrap_or(0);
    html! {
        form.give #give method="post" action={ (panel.path) "/needs/" (need) } {
            (form_token(&panel.asker.form_token))
            p { (t!(words, "goodwill-limit-is-a-no")) }
            div.field {
                label for="limit-reason" { (t!(words, "goodwill-limit-reason")) }
                input.input #limit-reason name="reason" maxlength="500" required dir="auto"
                    value=(t!(words, "goodwill-limit-words"));
            }
            div.field {
                label for="limit-possible" { (t!(words, "goodwill-limit-possible")) }
                input.input #limit-possible name="possible" maxlength="500" dir="auto";
            }
            div.field {
                label for="limit-signpost" { (t!(words, "goodwill-limit-signpost")) }
                input.input #limit-signpost name="signpost" maxlength="500" dir="auto";
            }
            button.btn.primary name="act" value="declined" { (t!(words, "goodwill-limit-do")) }
        }
    }
}

pub fn kind(kind: Kind, words: Words) -> String {
    match kind {
        Kind::Refund => t!(words, "goodwill-kind-refund"),
        Kind::Credit => t!(words, "goodwill-kind-credit"),
        Kind::Replacement => t!(words, "goodwill-kind-replacement"),
        Kind::Gift => t!(words, "goodwill-kind-gift"),
    }
}

/// The questions that wait for a lead, each with its two answers. Stands on the
/// page of its own and on the lead's.
pub fn asks(asks: &[Ask], wrong: Option<(i64, &str)>, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    html! {
        @if asks.is_empty() { p.quietly { (t!(words, "goodwill-asks-none")) } }
        ul.asks {
            @for ask in asks {
                li data-key={ "ask" (ask.id) } {
                    p {
                        strong { (ask.amount.said(words.lang())) } " " (kind(ask.kind, words)) " · "
                        a href={ "/cases/" (ask.case) } { "#" (ask.case) " " bdi { (ask.subject) } }
                    }
                    p.quietly { (t!(words, "goodwill-ask-by", name = ask.asker.as_str(), person = ask.person.as_str()))
                        " · " (words.clock_tag(ask.asked_at, &asker.zone, now)) }
                    @if !ask.reply.is_empty() {
                        details.fold { summary { (t!(words, "goodwill-waiting-letter")) }
                            p.words dir="auto" { (ask.reply) } }
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
