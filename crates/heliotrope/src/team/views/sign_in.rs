//! Small pages for whoever is not in yet.

use maud::{Markup, html};

use super::{Field, errors};
use crate::kit::words::Words;
use crate::t;
use crate::team::deeds;
use crate::team::rules::PASSWORD_AT_LEAST;
use crate::team::store::Link;

pub fn sign_in(words: Words, address: &str, next: &str, refused: Option<String>) -> Markup {
    html! {
        form.stack method="post" action="/sign-in" {
            h1 { (t!(words, "team-sign-in")) }
            @if let Some(refused) = refused { (errors(refused, t!(words, "team-sign-in-again"), &[])) }
            div.fields {
                (Field::new("address", "email", t!(words, "team-address"), address).autocomplete("username").show())
                (Field::new("password", "password", t!(words, "team-password"), "")
                    .autocomplete("current-password").show())
            }
            @if !next.is_empty() { input type="hidden" name="next" value=(next); }
            button.btn.primary.wide { (t!(words, "team-sign-in")) }
            p { a href="/reset" { (t!(words, "team-password-forgotten")) } }
        }
    }
}

pub fn ask_for_reset(words: Words, refused: Option<String>) -> Markup {
    html! {
        form.stack method="post" action="/reset" {
            h1 { (t!(words, "team-new-password")) }
            @if let Some(refused) = refused { (errors(refused, t!(words, "team-nothing-changed"), &[])) }
            p { (t!(words, "team-reset-how")) }
            (Field::new("address", "email", t!(words, "team-address"), "").autocomplete("username").show())
            button.btn.primary.wide { (t!(words, "team-reset-send")) }
            p { a href="/sign-in" { (t!(words, "team-back-to-sign-in")) } }
        }
    }
}

pub fn reset_asked(words: Words) -> Markup {
    html! {
        div.stack {
            h1 { (t!(words, "team-reset-asked")) }
            p { (t!(words, "team-reset-asked-how")) }
            p { a href="/sign-in" { (t!(words, "team-back-to-sign-in")) } }
        }
    }
}

/// A link's page: one press, or a new password and one press.
pub fn link(words: Words, link: &Link, token: &str, days: u32, wrong: Option<String>) -> Markup {
    let help = t!(words, "team-password-help", n = PASSWORD_AT_LEAST as i64);
    html! {
        form.stack method="post" action=(deeds::path_of(token)) {
            @if link.purpose == "reset" {
                h1 { (t!(words, "team-new-password-for", name = link.name.as_str())) }
                // So that a password manager knows which account it is for.
                input.said type="email" name="address" value=(link.address) autocomplete="username" readonly
                    tabindex="-1" aria-hidden="true";
                (Field::new("password", "password", t!(words, "team-new-password"), "")
                    .autocomplete("new-password").help(help).wrong(wrong).show())
                button.btn.primary.wide { (t!(words, "team-keep-and-sign-in")) }
            } @else {
                h1 { (t!(words, "team-sign-in-as", name = link.name.as_str())) }
                p {
                    @if link.reusable {
                        (t!(words, "team-link-reusable", address = link.address.as_str()))
                    } @else {
                        (t!(words, "team-link-once", address = link.address.as_str(), days = i64::from(days)))
                    }
                }
                button.btn.primary.wide { (t!(words, "team-sign-in")) }
            }
        }
    }
}

pub fn link_used_up(words: Words) -> Markup {
    html! {
        div.stack {
            h1 { (t!(words, "team-link-used-up")) }
            p { (t!(words, "team-link-used-up-how")) }
            div.btns { a.btn href="/sign-in" { (t!(words, "team-back-to-sign-in")) } a.btn href="/reset" { (t!(words, "team-reset-send")) } }
        }
    }
}
