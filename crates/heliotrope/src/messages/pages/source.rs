//! The letter as it came, to be read: who vouches for its sender, its headers,
//! and its text as it stands in the bytes.

use axum::extract::State;
use maud::{Markup, html};

use super::bytes_of;
use crate::messages::rules::source::{Vouched, Word, head};
use crate::messages::store;
use crate::t;
use crate::web::{Asker, Desk, Doing, Named, PageContext, Problem, icon, page};

/// So much of a letter stands on the page; the whole is one press away.
const SHOWN: usize = 200_000;

pub async fn source(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    let (case, bytes, kept) = desk
        .db
        .read(move |tx| {
            let (case, digest) =
                store::raw_of(tx, id)?.ok_or_else(|| Problem::not_found("message", id))?;
            Ok::<_, Problem>((case, bytes_of(tx, &digest)?, store::vouched_of(tx, id)?))
        })
        .await
        .doing(|| format!("reading the source of message {id}"))?;
    let words = asker.words();
    let headers = head(&bytes);
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]);
    let body = html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (t!(words, "messages-source")) } }
                p { (vouched_line(kept.as_ref(), &asker)) }
                section.section aria-labelledby="headers" {
                    h2 #headers { (t!(words, "messages-headers")) }
                    dl.facts-list { @for (name, value) in &headers {
                        dt { (name) } dd dir="auto" { samp { (value) } }
                    } }
                }
                section.section aria-labelledby="as-it-came" {
                    h2 #as-it-came { (t!(words, "messages-as-it-came")) }
                    pre.quote tabindex="0" { samp { (shown) } }
                    @if bytes.len() > SHOWN { p.quietly { (t!(words, "messages-source-cut")) } }
                }
                p.btns {
                    a.btn href={ "/messages/" (id) "/raw" } download { (icon("download")) (t!(words, "messages-save")) }
                    a.btn.quiet href={ "/cases/" (case) "#m" (id) } { (icon("arrow-left"))
                        (t!(words, "messages-back-to-case", number = case.to_string())) }
                }
            }
        }
    };
    let title = t!(words, "messages-source");
    Ok(page(&PageContext::of(&desk, &asker, "today"), &title, body))
}

fn vouched_line(said: Option<&Vouched>, asker: &Asker) -> Markup {
    let words = asker.words();
    let Some(said) = said else {
        return html! { (icon("circle-help")) " " (t!(words, "messages-nobody-vouches")) };
    };
    let word = |found: &Option<Word>| match found {
        Some(word) => word.result.clone(),
        None => "none".to_owned(),
    };
    let (spf, dkim, dmarc) = (word(&said.spf), word(&said.dkim), word(&said.dmarc));
    html! {
        (icon("circle-check")) " "
        (t!(words, "messages-vouched", server = said.by.as_str(), spf = spf, dkim = dkim, dmarc = dmarc))
    }
}
