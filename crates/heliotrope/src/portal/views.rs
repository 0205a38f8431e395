//! The page as the customer reads it.

use std::hash::{DefaultHasher, Hash, Hasher};

use letters::markdown_html;
use maud::{Markup, PreEscaped, html};

use super::rules::Unsent;
use super::store::Seen;
use crate::billing;
use crate::kit::words::{Lang, Words};
use crate::kit::{At, moments};
use crate::mailboxes::Mailbox;
use crate::messages::{Kind, Message};
use crate::needs::views::{asked_of_them, reword};
use crate::needs::{self, Need, State};
use crate::plans;
use crate::promises::{self, Promise};
use crate::t;
use crate::tradeoffs::{self, rules::own_page};
use crate::web::{big_icon, icon};

/// What was just done, told above the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Written,
    NotYet,
    Settled,
    /// They took what we offered to put right.
    OfferTaken,
    Released,
    Taken,
    Answered,
    Reworded,
    Given,
}

impl Done {
    pub const ALL: [Done; 9] = [
        Done::Written,
        Done::NotYet,
        Done::Settled,
        Done::Released,
        Done::Taken,
        Done::Answered,
        Done::Reworded,
        Done::Given,
        Done::OfferTaken,
    ];

    /// Does the press concern one need, and nothing else of the case?
    pub fn is_of_a_need(self) -> bool {
        matches!(
            self,
            Done::NotYet | Done::Taken | Done::Reworded | Done::Given
        )
    }

    pub fn word(self) -> &'static str {
        match self {
            Done::Written => "written",
            Done::NotYet => "not-yet",
            Done::Settled => "settled",
            Done::OfferTaken => "offer",
            Done::Released => "released",
            Done::Taken => "taken",
            Done::Answered => "answered",
            Done::Reworded => "reworded",
            Done::Given => "given",
        }
    }
}

/// Words that were typed and could not be taken.
pub struct Held {
    pub words: String,
    pub why: Unsent,
}

pub struct Page<'a> {
    pub seen: &'a Seen,
    pub token: &'a str,
    /// The name of the next sending.
    pub once: &'a str,
    pub done: Option<Done>,
    pub held: Option<Held>,
    /// Words for one need that could not be taken.
    pub of_need: Option<needs::views::Held>,
    pub now: At,
    /// What the page was known by when it was made.
    pub stamp: &'a str,
    /// The house bills: then it says that asking is free.
    pub bills: bool,
}

/// What the whole page is known by while nothing on it changes.
pub fn stamp(page: &Page<'_>, words: Words) -> String {
    let mut hasher = DefaultHasher::new();
    self::page(page, words).into_string().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// In parts, each of which the script brings up to date when it changed and
/// nobody is writing in it.
pub fn page(page: &Page<'_>, words: Words) -> Markup {
    let Page { seen, .. } = page;
    let part = |name: &str, inner: Markup| {
        html! { div.stack.part data-key=(name) data-hold="" { (inner) } }
    };
    let lang = lang_field(words);
    let offers = format!("/c/{}/offer", page.token);
    html! {
        div.stack.loose #case-page data-stamp=(page.stamp) data-said=(t!(words, "portal-news")) {
            div.stack {
                h1 dir="auto" { (subject(seen, words)) }
                p.news.quietly #news role="status" data-still {}
                @if let Some(done) = page.done { (told(done, words)) }
                (part("word", word_from_us(page, words)))
            }
            (part("from-you", match seen.case.is_closed() {
                true => html! {},
                false => asked_of_them(words, page.token, page.once, &seen.needs, page.of_need.as_ref(), &lang),
            }))
            (part("needs", match seen.needs.is_empty() {
                true => html! {},
                false => their_needs(page, words),
            }))
            (part("plan", our_plan(page, words)))
            (part("quote", quote(page, words)))
            (part("offers", crate::apologies::views::offers(&seen.offers, &offers, &lang, words)))
            (part("letters", html! { (letters(page, words)) (split_off(page, words)) }))
            (part("write", writing(page, words)))
        }
    }
}

fn letters(page: &Page<'_>, words: Words) -> Markup {
    let seen = page.seen;
    html! {
        section.stack aria-labelledby="letters-title" {
            h2 #letters-title { (t!(words, "portal-letters")) }
            @if seen.letters.is_empty() { p { (t!(words, "portal-no-letters")) } }
            ul.letters #letters {
                @for message in &seen.letters { (letter(page, message, words)) }
            }
        }
    }
}

/// What was about something else got a page of its own: here is the way to it.
fn split_off(page: &Page<'_>, words: Words) -> Markup {
    html! {
        @if !page.seen.split_off.is_empty() {
            p { (icon("split")) " " (t!(words, "portal-split-off")) }
            ul { @for (subject, token) in &page.seen.split_off {
                li { a href={ "/c/" (token) } dir="auto" {
                    @if subject.trim().is_empty() { (t!(words, "portal-split-off-nameless")) } @else { (subject) }
                } }
            } }
        }
    }
}

fn writing(page: &Page<'_>, words: Words) -> Markup {
    let seen = page.seen;
    let asks_more = !seen.case.is_closed() && seen.asks && seen.needs.iter().any(Need::is_owed);
    html! {
        section.stack aria-labelledby="write-title" {
            h2 #write-title { (t!(words, "portal-write")) }
            (write(page, words))
            @if asks_more { (settles(page, words)) }
        }
    }
}

pub fn subject(seen: &Seen, words: Words) -> String {
    match known_subject(seen).trim() {
        "" => t!(words, "portal-no-subject"),
        subject => subject.to_owned(),
    }
}

/// What the case is called is the words of who asks: others know it by the
/// letters between them and us.
pub fn known_subject(seen: &Seen) -> &str {
    match seen.in_copy {
        true => &seen.case.subject,
        false => seen.letters.last().map_or("", |m| m.subject.as_str()),
    }
}

fn told(done: Done, words: Words) -> Markup {
    let text = match done {
        Done::Written => t!(words, "portal-done-written"),
        Done::NotYet => t!(words, "portal-done-not-yet"),
        Done::Settled => t!(words, "portal-done-settled"),
        Done::OfferTaken => t!(words, "apologies-taken"),
        Done::Released => t!(words, "promises-done-released"),
        Done::Taken => t!(words, "portal-done-taken"),
        Done::Answered => t!(words, "portal-done-answered"),
        Done::Reworded => t!(words, "needs-done-reworded"),
        Done::Given => t!(words, "needs-done-given"),
    };
    html! { div.bar.met role="status" data-still { (icon("circle-check")) p { (text) } } }
}

/// The next word from us, who owes it, and what holds until then.
fn word_from_us(page: &Page<'_>, words: Words) -> Markup {
    let seen = page.seen;
    let keeper = match &seen.owner {
        Some(name) => t!(words, "portal-keeper", name = name.as_str()),
        None => t!(words, "portal-keeper-team"),
    };
    match &seen.next_word {
        Some(promise) => html! {
            div.word-from-us {
                (icon("clock"))
                p { strong { (next_word(page, promise, words)) } }
                p { (keeper) " " (t!(words, "portal-until-then")) }
                @if own_words(promise) { p dir="auto" { q { (promise.words) } } }
                @if seen.asks { (promises::views::release(promise, page.token, lang_field(words), words)) }
            }
        },
        None if seen.case.is_closed() => html! {
            div.word-from-us.settled {
                (icon("check-check"))
                p { strong { (t!(words, "portal-closed")) } }
                p { (t!(words, "portal-closed-open-again")) }
            }
        },
        None if !seen.needs.iter().any(Need::is_owed) && seen.asks => html! {
            div.word-from-us.settled {
                (icon("check-check"))
                p { strong { (t!(words, "portal-all-done")) } }
                p { (t!(words, "portal-closed-open-again")) }
            }
        },
        None => html! {
            div.word-from-us {
                (icon("clock"))
                p { strong { (t!(words, "portal-no-date")) } }
                p { (keeper) " " (t!(words, "portal-no-date-until")) }
            }
        },
    }
}

fn next_word(page: &Page<'_>, promise: &Promise, words: Words) -> Markup {
    let zone = moments::zone(page.seen.zone());
    let day = words.day(promise.due, &zone, page.now);
    let (time, name) = (
        words.time(promise.due, &zone),
        words.zone_of(promise.due, &zone),
    );
    let text = match promise.due < page.now {
        true => t!(
            words,
            "portal-next-word-late",
            day = day,
            time = time,
            zone = name
        ),
        false => t!(
            words,
            "portal-next-word",
            day = day,
            time = time,
            zone = name
        ),
    };
    html! { time datetime=(promise.due.to_string()) title=(words.in_full(promise.due, &zone)) { (text) } }
}

/// Did somebody word this promise themselves? The usual sentence says nothing
/// that the line above it does not.
fn own_words(promise: &Promise) -> bool {
    let usual =
        |lang, theirs| promises::usual_words(Words::of(lang), promise.due, &promise.zone, theirs);
    !Lang::ALL.into_iter().any(|lang| {
        [None, Some(promise.zone.as_str())]
            .into_iter()
            .any(|theirs| usual(lang, theirs) == promise.words)
    })
}

fn their_needs(page: &Page<'_>, words: Words) -> Markup {
    html! {
        section.stack aria-labelledby="needs-title" {
            h2 #needs-title { (t!(words, "portal-needs")) }
            ul.their-needs { @for need in page.seen.needs.iter().filter(|n| n.is_theirs()) {
                (need_row(page, need, words))
            } }
        }
    }
}

fn need_row(page: &Page<'_>, need: &Need, words: Words) -> Markup {
    let (colour, shape, state) = match need.state {
        State::Open => ("ours", "circle-dot", t!(words, "portal-state-open")),
        State::Met => ("met", "check", t!(words, "portal-state-met")),
        State::Declined => ("", "minus", t!(words, "portal-state-declined")),
        State::Withdrawn => ("", "minus", t!(words, "portal-state-withdrawn")),
    };
    html! {
        li id={ "n" (need.id) } {
            span.need dir="auto" { (need.words) }
            span.state { span class={ "pill " (colour) } { (icon(shape)) (state) } }
            @if need.state == State::Declined {
                (tradeoffs::views::theirs(&page.seen.noes, need.id, page.token, &lang_field(words), words))
            }
            @if need.is_open() {
                (reword(words, page.token, need, page.of_need.as_ref(), &lang_field(words)))
            } @else {
                form method="post" action={ "/c/" (page.token) "/not-yet" } {
                    (lang_field(words))
                    input type="hidden" name="need" value=(need.id);
                    button.btn type="submit" {
                        (t!(words, "portal-not-yet")) span.said { ": " (need.words) }
                    }
                }
            }
        }
    }
}

fn quote(page: &Page<'_>, words: Words) -> Markup {
    let action = format!("/c/{}/quote", page.token);
    html! {
        @for quote in &page.seen.quotes {
            (billing::views::theirs(quote, &action, &lang_field(words), words))
        }
        @if page.bills { (billing::views::asking_is_free(words)) }
    }
}

fn our_plan(page: &Page<'_>, words: Words) -> Markup {
    let hidden = html! {
        input type="hidden" name="once" value={ (page.once) "plan" };
        (lang_field(words))
    };
    let action = format!("/c/{}/plan", page.token);
    match &page.seen.plan {
        Some(plan) => plans::views::theirs(plan, &action, &hidden, words),
        // Said plainly, while something is open and a day is named.
        None if page.seen.asks
            && page.seen.next_word.is_some()
            && page.seen.needs.iter().any(Need::is_open) =>
        {
            html! {
                section.stack aria-labelledby="plan-title" {
                    h2 #plan-title { (t!(words, "plans-ours")) }
                    p { (t!(words, "portal-no-plan")) }
                }
            }
        }
        None => html! {},
    }
}

/// The page goes on in the language it was read in.
fn lang_field(words: Words) -> Markup {
    html! { input type="hidden" name="lang" value=(words.lang().code()); }
}

fn letter(page: &Page<'_>, message: &Message, words: Words) -> Markup {
    let zone = moments::zone(page.seen.zone());
    let ours = message.kind == Kind::Reply;
    html! {
        li id={ "m" (message.id) } {
            header {
                strong dir="auto" {
                    @if ours { (message.author_name) } @else { (t!(words, "portal-you")) }
                }
                (words.clock_tag(message.at, &zone, page.now))
            }
            @if ours {
                // This is the page that the letter's links lead to.
                @let said = own_page(&message.words, None);
                div.words.rich dir="auto" { (PreEscaped(markdown_html(&said))) }
            } @else {
                div.words dir="auto" { (message.words) }
            }
            @if !message.attachments.is_empty() {
                ul.files aria-label=(t!(words, "portal-files")) {
                    @for file in &message.attachments {
                        li {
                            a href={ "/c/" (page.token) "/files/" (file.id) } download {
                                (icon("paperclip")) span dir="auto" { (file.name) }
                                " " span.size { (size(file.size, words)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn size(bytes: i64, words: Words) -> String {
    match bytes {
        ..1_000_000 => t!(words, "portal-kilobytes", n = (bytes + 999) / 1000),
        _ => t!(words, "portal-megabytes", n = (bytes + 500_000) / 1_000_000),
    }
}

fn write(page: &Page<'_>, words: Words) -> Markup {
    let wrong = page.held.as_ref().map(|held| match held.why {
        Unsent::Empty => t!(words, "portal-empty"),
        Unsent::TooOften => t!(words, "portal-too-often"),
        Unsent::NotKept => t!(words, "portal-not-kept"),
    });
    let typed = page.held.as_ref().map_or("", |held| held.words.as_str());
    let described = if wrong.is_some() {
        "text-help text-error"
    } else {
        "text-help"
    };
    html! {
        form.stack method="post" action={ "/c/" (page.token) "/write" } {
            input type="hidden" name="once" value=(page.once);
            (lang_field(words))
            div.field {
                label for="text" { (t!(words, "portal-your-words")) }
                p.help #text-help { (t!(words, "portal-your-words-help")) }
                textarea.area #text name="text" rows="5" dir="auto" required aria-describedby=(described)
                    aria-invalid=[wrong.is_some().then_some("true")] { (PreEscaped("\n")) (typed) }
                @if let Some(wrong) = wrong { p.error #text-error { (icon("circle-alert")) (wrong) } }
            }
            div.btns { button.btn.primary type="submit" { (icon("send")) (t!(words, "portal-send")) } }
        }
    }
}

fn settles(page: &Page<'_>, words: Words) -> Markup {
    html! {
        form method="post" action={ "/c/" (page.token) "/settled" } {
            (lang_field(words))
            button.btn type="submit" { (icon("check")) (t!(words, "portal-settles")) }
        }
    }
}

/// A link that leads nowhere, and how to reach us all the same.
pub fn nowhere(house: Option<&Mailbox>, words: Words) -> Markup {
    html! {
        div.stack {
            p { (big_icon("search", "")) }
            h1 { (t!(words, "portal-nowhere")) }
            p { (t!(words, "portal-nowhere-why")) }
            @if let Some(house) = house {
                p { (t!(words, "portal-nowhere-write")) " " a href={ "mailto:" (house.address) } { (house.address) } }
                div.btns { a.btn.primary href="/write" { (icon("send")) (t!(words, "portal-write")) } }
            }
        }
    }
}
