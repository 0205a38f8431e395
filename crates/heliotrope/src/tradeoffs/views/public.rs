//! "What we do not do, and why": the page that everybody may read.

use super::super::rules::Tradeoff;
use crate::kit::words::Words;
use crate::t;
use maud::{Markup, html};

/// Only what was marked public, and only what we are bad at.
pub fn page(all: &[Tradeoff], words: Words) -> Markup {
    let shown: Vec<&Tradeoff> = all
        .iter()
        .filter(|t| t.what.public && t.what.is_weak())
        .collect();
    html! {
        div.stack.loose {
            div.stack {
                h1 { (t!(words, "tradeoffs-not-title")) }
                p { @if shown.is_empty() { (t!(words, "tradeoffs-not-empty")) } @else { (t!(words, "tradeoffs-not-lead")) } }
            }
            @for tradeoff in shown {
                @let what = &tradeoff.what;
                section.stack.not aria-labelledby={ "not-" (tradeoff.id) } {
                    h2 #{ "not-" (tradeoff.id) } dir="auto" { (what.title) }
                    @if !what.because.is_empty() {
                        p dir="auto" { (t!(words, "tradeoffs-not-because", because = stopped(&what.because))) }
                    }
                    @if !what.so_that.is_empty() {
                        p dir="auto" { (t!(words, "tradeoffs-not-so-that", so_that = stopped(&what.so_that))) }
                    }
                    @if !what.instead.is_empty() {
                        p { (t!(words, "tradeoffs-not-instead")) }
                        ul { @for way in &what.instead { li dir="auto" { (way) } } }
                    }
                    @if !what.signpost.is_empty() {
                        p dir="auto" { (t!(words, "tradeoffs-their-help", who = what.signpost.as_str())) }
                    }
                }
            }
            p { a href="/write" { (t!(words, "tradeoffs-not-write")) } }
        }
    }
}

fn stopped(text: &str) -> String {
    format!("{}.", text.trim().trim_end_matches('.'))
}
