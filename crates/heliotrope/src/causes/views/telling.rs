//! Telling everybody a mended cause touched: the letter, and how far it is.

use maud::{Markup, html};

use crate::causes::pages::{Sheet, Typed};
use crate::causes::rules::{MATTER, NewsEnd, Text, Told};
use crate::causes::store::{self, news};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::web::{Asker, Role, form_token, icon, once_field};

/// Telling everybody: how many before the press, how far after it.
pub(super) fn news(asker: &Asker, sheet: &Sheet, typed: &Typed, now: At) -> Markup {
    let words = asker.words();
    let path = format!("/causes/{}", sheet.cause.id);
    let running = sheet
        .news
        .as_ref()
        .is_some_and(|(news, _)| news.ended.is_none());
    // A letter that was refused is there again, whatever has happened meanwhile.
    let typed_one = typed.form == "news";
    html! {
        section.stack #news data-part=(store::part(sheet.cause.id)) data-src=(path) aria-labelledby="news-title" {
            @if sheet.cause.fixed_at.is_some() || sheet.news.is_some() || typed_one {
                h2 #news-title { (t!(words, "causes-news")) }
                @if let Some((news, progress)) = &sheet.news { (told(asker, news, progress, now)) }
                @if (sheet.cause.fixed_at.is_some() && !running) || typed_one { (letter(asker, sheet, typed)) }
            }
        }
    }
}

fn letter(asker: &Asker, sheet: &Sheet, typed: &Typed) -> Markup {
    let words = asker.words();
    let mine = typed.form == "news";
    if sheet.to_tell == 0 && !mine {
        return html! { p { (t!(words, "causes-news-all-told")) } };
    }
    if asker.role < Role::Lead {
        return html! { p { (t!(words, "causes-news-by-lead", n = sheet.to_tell)) } };
    }
    html! {
        form.stack method="post" action={ "/causes/" (sheet.cause.id) "/news#news" } {
            (form_token(&asker.form_token)) (once_field())
            p.help #news-help { (t!(words, "causes-news-help", mark = MATTER))
                @if sheet.readers.len() > 1 { " " (t!(words, "causes-news-help-languages")) } }
            @if mine { p.error #news-error role="alert" { (icon("circle-alert")) (typed.error) } }
            @for (n, text) in texts(sheet, typed, words).iter().enumerate() { (text_field(n, text, sheet, mine, words)) }
            div.form-foot {
                button.btn.primary { (icon("send")) (t!(words, "causes-news-tell", n = sheet.to_tell)) }
                span.quietly { (t!(words, "causes-news-undo", n = asker.undo_seconds)) }
            }
        }
    }
}

/// The text of each language as it was typed, or how it may begin.
fn texts(sheet: &Sheet, typed: &Typed, words: Words) -> Vec<Text> {
    if typed.form == "news" && !typed.texts.is_empty() {
        return typed.texts.clone();
    }
    let begins = |language: &str| {
        let theirs = Lang::of_tag(language).map_or(words, Words::of);
        Text {
            language: language.to_owned(),
            words: t!(theirs, "causes-news-start", mark = MATTER),
        }
    };
    sheet.readers.iter().map(|(tag, _)| begins(tag)).collect()
}

fn text_field(n: usize, text: &Text, sheet: &Sheet, wrong: bool, words: Words) -> Markup {
    let id = format!("news-text-{n}");
    let readers = sheet.readers.iter().find(|(tag, _)| *tag == text.language);
    let people = readers.map_or(0, |(_, people)| *people);
    let alone = sheet.readers.len() < 2;
    html! {
        div.field {
            label for=(id) {
                @if alone { (t!(words, "causes-news-letter")) }
                @else { (t!(words, "causes-news-letter-in", language = language(&text.language), n = people)) }
            }
            input type="hidden" name="language" value=(text.language);
            textarea.area id=(id) name="text" rows="7" dir="auto" lang=(text.language) required[alone]
                aria-describedby=(if wrong { "news-help news-error" } else { "news-help" })
                aria-invalid=[wrong.then_some("true")] { "\n" (text.words) }
        }
    }
}

/// What a language calls itself, as far as this desk speaks it; else its tag.
fn language(tag: &str) -> String {
    Lang::of_tag(tag).map_or_else(|| tag.to_owned(), |lang| lang.own_name().to_owned())
}

fn told(asker: &Asker, news: &news::News, progress: &news::Progress, now: At) -> Markup {
    let words = asker.words();
    let stop = |label: String, shape: &str| {
        html! {
            @if asker.role >= Role::Lead {
                form method="post" action={ "/causes/" (news.cause) "/news/stop" } {
                    (form_token(&asker.form_token))
                    button.btn { (icon(shape)) (label) }
                }
            }
        }
    };
    html! {
        @match news.ended {
            None if news.begins_at > now => div.bar.owed {
                (icon("hourglass"))
                p role="status" { (t!(words, "causes-news-begins", n = news.total)) " "
                    (words.clock_tag(news.begins_at, &asker.zone, now)) }
                (stop(t!(words, "causes-news-take-back"), "undo-2"))
            },
            None => div.bar {
                (icon("send"))
                p role="status" { (t!(words, "causes-news-runs", sent = progress.sent, n = news.total)) }
                progress max=(news.total.max(1)) value=(progress.sent) aria-label=(t!(words, "causes-news")) {}
                (stop(t!(words, "causes-news-stop"), "hand"))
            },
            Some((at, how)) => div.bar.met[how == NewsEnd::Done] {
                (icon(if how == NewsEnd::Done { "check-check" } else { "undo-2" }))
                p { (ended(words, how, progress, news)) " " (words.clock_tag(at, &asker.zone, now)) }
            },
        }
        @if !progress.aside.is_empty() {
            ul { @for (case, why) in &progress.aside { li {
                a href={ "/cases/" (case) } { "#" (case) } ": "
                (match why {
                    Told::NoServer => t!(words, "causes-aside-no-server"),
                    Told::NoText => t!(words, "causes-aside-no-text"),
                    Told::Waits => t!(words, "causes-aside-waits"),
                    Told::GivenBack => t!(words, "causes-aside-given-back"),
                    _ => t!(words, "causes-aside-no-address"),
                })
            } } }
        }
    }
}

fn ended(words: Words, how: NewsEnd, progress: &news::Progress, news: &news::News) -> String {
    match how {
        NewsEnd::Done => t!(words, "causes-news-done", n = progress.sent),
        NewsEnd::TakenBack => t!(words, "causes-news-taken-back"),
        NewsEnd::Stopped => t!(
            words,
            "causes-news-stopped",
            sent = progress.sent,
            n = news.total
        ),
    }
}
