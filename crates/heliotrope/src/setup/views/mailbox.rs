//! Which mailbox, and by which servers.

use maud::{Markup, html};

use super::{kept, said, steps, ticks, wrong_in};
use crate::kit::words::Words;
use crate::mailboxes::Tls;
use crate::setup::deeds;
use crate::setup::pages::mailbox::Outcome;
use crate::setup::rules::{Mailbox, Step};
use crate::t;
use crate::team::views::{Field, errors};
use crate::web::{Asker, form_token, icon, once_field};

pub fn mailbox(
    asker: &Asker,
    typed: &Mailbox,
    outcome: &Outcome,
    reach: Option<String>,
    house: bool,
) -> Markup {
    let words = asker.words();
    let said = said(words, &outcome.wrong);
    html! {
        form.stack.loose method="post" action="/setup/mailbox" {
            (form_token(&asker.form_token)) (once_field())
            (steps(words, Step::Mailbox))
            @if let Some(reach) = reach {
                div.bar role="status" { (icon("circle-alert")) p { (reach) } }
            }
            div.stack {
                h1 { (t!(words, "setup-mailbox")) }
                p { (t!(words, "setup-mailbox-how")) }
            }
            (news(words, outcome, &said))
            (voice(words, typed, &said))
            (servers(words, typed, outcome, &said, house))
            (older(words, typed, &said))
            (buttons(words, typed, outcome))
        }
    }
}

/// What came of the last press.
fn news(words: Words, outcome: &Outcome, said: &[(&'static str, String)]) -> Markup {
    html! {
        @if !said.is_empty() {
            (errors(t!(words, "setup-not-yet"), t!(words, "setup-all-kept"), said))
        }
        @if let Some((wanted, tried)) = &outcome.tried {
            section.outcome role="alert" aria-labelledby="tried" {
                h2 #tried { (t!(words, "setup-tried")) }
                (ticks(&deeds::ticks(words, wanted, tried)))
                p { (t!(words, "setup-tried-safe")) }
            }
        } @else if let Some(declined) = &outcome.declined {
            div.bar.late role="alert" {
                (icon("circle-alert")) p { (declined) " " (t!(words, "setup-all-kept")) }
            }
        } @else if said.is_empty() && outcome.found.is_some() {
            div.bar.owed role="status" { (icon("circle-alert")) p { (found(words, outcome)) } }
        }
    }
}

/// What the search for servers came to, and what to do now.
fn found(words: Words, outcome: &Outcome) -> String {
    let is_whole = outcome.found.as_ref().is_some_and(|f| f.is_whole());
    match (&outcome.offer, is_whole) {
        (Some(terms), _) => t!(words, "setup-provider", provider = terms.name.as_str()),
        (None, true) => t!(words, "setup-look"),
        (None, false) => t!(words, "setup-not-found"),
    }
}

fn voice(words: Words, typed: &Mailbox, said: &[(&'static str, String)]) -> Markup {
    let field =
        |name, kind, label, value| Field::new(name, kind, label, value).wrong(wrong_in(said, name));
    let password =
        field("password", "password", t!(words, "setup-mail-password"), "").autocomplete("off");
    // Not asked for by the browser: a provider may let us in without one.
    let password = password.optional();
    let password = match (typed.kept.is_empty(), typed.consent.is_empty()) {
        (true, true) => password.help(t!(words, "setup-mail-password-help")),
        (_, false) => password.help(t!(words, "setup-by-consent")),
        (false, true) => password.help(t!(words, "setup-password-kept")),
    };
    html! {
        div.fields {
            div.fields-2 {
                (field("address", "email", t!(words, "setup-mail-address"), &typed.address)
                    .help(t!(words, "setup-mail-address-help")).show())
                (password.show())
            }
            (kept(&typed.kept))
            @if !typed.consent.is_empty() { input type="hidden" name="consent" value=(typed.consent); }
            (field("name", "text", t!(words, "mailboxes-name"), &typed.name).optional()
                .help(t!(words, "mailboxes-name-help")).show())
        }
    }
}

fn servers(
    words: Words,
    typed: &Mailbox,
    outcome: &Outcome,
    said: &[(&'static str, String)],
    house: bool,
) -> Markup {
    let open = !typed.names_no_server() || outcome.found.is_some() || !said.is_empty();
    html! {
        details.servers open[open] {
            summary { (t!(words, "setup-servers")) }
            @if outcome.found.is_none() { p.help { (t!(words, "setup-servers-help")) } }
            (server(words, "imap", t!(words, "setup-comes-in"), typed, said, None))
            (server(words, "smtp", t!(words, "setup-goes-out"), typed, said,
                house.then(|| t!(words, "setup-smtp-house"))))
        }
    }
}

fn server(
    words: Words,
    kind: &'static str,
    title: String,
    typed: &Mailbox,
    said: &[(&'static str, String)],
    help: Option<String>,
) -> Markup {
    let (names, [host, port, tls, user], usual) = match kind {
        "imap" => (
            ["imap_host", "imap_port", "imap_tls", "imap_user"],
            [
                &typed.imap_host,
                &typed.imap_port,
                &typed.imap_tls,
                &typed.imap_user,
            ],
            Tls::Tls,
        ),
        _ => (
            ["smtp_host", "smtp_port", "smtp_tls", "smtp_user"],
            [
                &typed.smtp_host,
                &typed.smtp_port,
                &typed.smtp_tls,
                &typed.smtp_user,
            ],
            Tls::Tls,
        ),
    };
    let [host_name, port_name, tls_name, user_name] = names;
    let field = |name, label, value| {
        Field::new(name, "text", label, value)
            .optional()
            .wrong(wrong_in(said, name))
    };
    let chosen = tls.parse().unwrap_or(usual);
    html! {
        fieldset.server {
            legend { (title) }
            @if let Some(help) = help { p.help { (help) } }
            div.fields {
                div.fields-2 {
                    (field(host_name, t!(words, "mailboxes-server"), host).show())
                    (field(port_name, t!(words, "mailboxes-port"), port).show())
                }
                div.fields-2 {
                    div.field {
                        label for=(tls_name) { (t!(words, "mailboxes-tls")) }
                        select.select id=(tls_name) name=(tls_name) {
                            @for way in [Tls::Tls, Tls::Starttls, Tls::None] {
                                option value=(way.word()) selected[way == chosen] { (secured(words, way)) }
                            }
                        }
                    }
                    (field(user_name, t!(words, "mailboxes-account"), user).show())
                }
            }
        }
    }
}

fn secured(words: Words, way: Tls) -> String {
    match way {
        Tls::Tls => t!(words, "setup-tls-tls"),
        Tls::Starttls => t!(words, "setup-tls-starttls"),
        Tls::None => t!(words, "mailboxes-tls-none"),
    }
}

fn older(words: Words, typed: &Mailbox, said: &[(&'static str, String)]) -> Markup {
    let field = Field::new("bring", "text", t!(words, "setup-bring"), &typed.bring);
    let field = field.help(t!(words, "setup-bring-help")).optional();
    field.wrong(wrong_in(said, "bring")).show()
}

fn buttons(words: Words, typed: &Mailbox, outcome: &Outcome) -> Markup {
    let failed = outcome.tried.is_some();
    let offer = outcome.offer.as_ref().filter(|_| typed.consent.is_empty());
    html! {
        div.stack {
            div.btns {
                @if let Some(terms) = offer {
                    button.btn.primary name="deed" value=(terms.provider.word()) {
                        (icon("key-round")) (t!(words, "consents-sign-in", provider = terms.name.as_str()))
                    }
                    @if outcome.registered {
                        button.btn.quiet name="deed" value={ (terms.provider.word()) "-anew" } {
                            (t!(words, "consents-register-anew"))
                        }
                    }
                }
                button.btn.primary[offer.is_none()] name="deed" value="try" {
                    @if failed { (t!(words, "setup-try-again")) }
                    @else if offer.is_some() { (t!(words, "setup-by-password")) }
                    @else { (t!(words, "setup-continue")) }
                }
                @if failed {
                    button.btn name="deed" value="save" { (t!(words, "setup-keep-anyway")) }
                }
            }
            p.help { (t!(words, "setup-takes-a-minute")) }
        }
    }
}
