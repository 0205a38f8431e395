//! `/settings/apologies`: where an apology is a matter for a named person
//! first, by mailbox and country.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::rules::{Line, Policy};
use super::{api, deeds, store};
use crate::kit::At;
use crate::kit::words::Words;
use crate::mailboxes::{self, Mailbox};
use crate::t;
use crate::team::store::Colleague;
use crate::team::views::sheet;
use crate::team::{self};
use crate::web::{
    Asker, Back, Desk, Doing, Filled, Form, PageContext, Problem, Role, Routes, Who, form_token,
    icon, or_again, page,
};
use ::store::Tx;

const PATH: &str = "/settings/apologies";

pub fn routes() -> Routes {
    api::routes()
        .get(PATH, Who::Lead, show)
        .post(PATH, Who::Lead, keep)
}

async fn show(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    settings(&desk, &asker, &Filled::default()).await
}

async fn settings(desk: &Desk, asker: &Asker, filled: &Filled) -> Result<Markup, Problem> {
    let (lines, mailboxes, team) = desk
        .db
        .read(|tx| {
            Ok::<_, Problem>((
                store::all_lines(tx)?,
                mailboxes::store::all(tx)?,
                team::store::roster(tx)?,
            ))
        })
        .await
        .doing(|| "reading the policies of apologies")?;
    let title = t!(asker.words(), "apologies-settings");
    let body = html! {
        p.lead { (t!(asker.words(), "apologies-settings-about")) }
        @for mailbox in mailboxes.iter().filter(|m| !m.removed) {
            (of_mailbox(asker, mailbox, &lines, &team, filled))
        }
        @if mailboxes.is_empty() { p { (t!(asker.words(), "apologies-settings-no-mailbox")) } }
    };
    let body = sheet(asker, PATH, &title, &body);
    Ok(page(
        &PageContext::of(desk, asker, "settings"),
        &title,
        body,
    ))
}

fn policy_name(policy: Policy, words: Words) -> String {
    match policy {
        Policy::Full => t!(words, "apologies-policy-full"),
        Policy::FactsAndHelp => t!(words, "apologies-policy-facts"),
    }
}

fn of_mailbox(
    asker: &Asker,
    mailbox: &Mailbox,
    lines: &[Line],
    team: &[Colleague],
    filled: &Filled,
) -> Markup {
    let words = asker.words();
    let own: Vec<&Line> = lines.iter().filter(|l| l.mailbox == mailbox.id).collect();
    let everywhere = own.iter().find(|l| l.country.is_empty());
    let heading = format!("mailbox-{}", mailbox.id);
    html! {
        section.section aria-labelledby=(heading) {
            h2 id=(heading) { (mailbox.address) }
            ul.checks {
                li {
                    (icon(if everywhere.is_some_and(|l| l.policy == Policy::FactsAndHelp) { "shield-alert" } else { "check" }))
                    p { (t!(words, "apologies-everywhere")) ": "
                        (policy_name(everywhere.map_or(Policy::Full, |l| l.policy), words))
                        (looks(everywhere.copied(), team, words)) }
                }
                @for line in own.iter().filter(|l| !l.country.is_empty()) {
                    li {
                        (icon(if line.policy == Policy::FactsAndHelp { "shield-alert" } else { "check" }))
                        div {
                            p { (line.country) ": " (policy_name(line.policy, words)) (looks(Some(line), team, words)) }
                            form method="post" action=(PATH) {
                                (form_token(&asker.form_token))
                                input type="hidden" name="mailbox" value=(mailbox.id);
                                input type="hidden" name="country" value=(line.country);
                                button.btn.quiet name="policy" value="drop" {
                                    (t!(words, "apologies-drop-country", country = line.country.as_str())) }
                            }
                        }
                    }
                }
            }
            (line_form(asker, mailbox, team, filled.form(&format!("policy-{}", mailbox.id))))
        }
    }
}

fn looks(line: Option<&Line>, team: &[Colleague], words: Words) -> Markup {
    let name = line
        .filter(|l| l.policy == Policy::FactsAndHelp)
        .map(|l| l.agent.and_then(|id| team.iter().find(|c| c.id == id)));
    html! {
        @match name {
            None => {},
            Some(Some(colleague)) => { " · " (t!(words, "apologies-looks", name = colleague.name.as_str())) },
            Some(None) => { " · " (t!(words, "apologies-looks-lead")) },
        }
    }
}

fn line_form(asker: &Asker, mailbox: &Mailbox, team: &[Colleague], back: Back<'_>) -> Markup {
    let words = asker.words();
    let id = |field: &str| format!("{field}-{}", mailbox.id);
    html! {
        form method="post" action=(PATH) {
            (form_token(&asker.form_token))
            input type="hidden" name="mailbox" value=(mailbox.id);
            div.fields-2 {
                div.field {
                    label for=(id("policy")) { (t!(words, "apologies-policy")) }
                    select.select id=(id("policy")) name="policy" aria-invalid=[back.invalid("policy")]
                        aria-describedby=[back.described("policy", "")] {
                        @for policy in Policy::ALL {
                            option value=(policy.word()) selected[back.chose("policy", policy.word())] {
                                (policy_name(*policy, words)) }
                        }
                    }
                    (back.error("policy"))
                }
                div.field {
                    label for=(id("country")) { (t!(words, "apologies-country")) }
                    p.help id=(id("country-help")) { (t!(words, "apologies-country-help")) }
                    input.input id=(id("country")) name="country" autocomplete="off" value=(back.value("country", ""))
                        aria-describedby=[back.described("country", &id("country-help"))]
                        aria-invalid=[back.invalid("country")];
                    (back.error("country"))
                }
                div.field {
                    label for=(id("agent")) { (t!(words, "apologies-who-looks")) }
                    select.select id=(id("agent")) name="agent" aria-invalid=[back.invalid("agent")]
                        aria-describedby=[back.described("agent", "")] {
                        option value="" { (t!(words, "apologies-duty-lead")) }
                        @for c in team.iter().filter(|c| c.active && c.role >= Role::Agent) {
                            option value=(c.id) selected[back.chose("agent", &c.id.to_string())] { (c.name) }
                        }
                    }
                    (back.error("agent"))
                }
            }
            div.form-foot { button.btn { (t!(words, "apologies-keep")) } }
        }
    }
}

#[derive(Clone, Deserialize, Serialize)]
struct Typed {
    mailbox: i64,
    #[serde(default)]
    country: String,
    policy: String,
    #[serde(default)]
    agent: String,
}

impl Typed {
    fn keep(&self, tx: &mut Tx<'_>, by: &str, now: At) -> Result<(), Problem> {
        let country = deeds::country(&self.country)?;
        let policy: Policy = match self.policy.as_str() {
            "drop" => return deeds::drop_line(tx, self.mailbox, &country, by, now),
            word => word.parse().map_err(|_| {
                Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "policy",
                    "apologies-no-such-policy",
                )
                .beside("policy")
            })?,
        };
        let agent = match self.agent.trim() {
            "" => None,
            id => Some(
                id.parse()
                    .map_err(|_| Problem::not_found("agent", id).beside("agent"))?,
            ),
        };
        let line = Line {
            mailbox: self.mailbox,
            country,
            policy,
            agent,
        };
        deeds::keep(tx, &line, by, now)
    }
}

async fn keep(
    State(desk): State<Desk>,
    asker: Asker,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let (now, by, given) = (desk.now(), asker.actor(), typed.clone());
    let kept = desk
        .db
        .write(move |tx| given.keep(tx, &by, now))
        .await
        .map(|()| Redirect::to(PATH));
    let doing = "keeping a policy of apologies";
    or_again(kept, doing, async |refused: Problem| {
        let Some(field) = refused.field() else {
            return Err(refused);
        };
        let said = refused.detail(asker.words());
        let filled = Filled::of(format!("policy-{}", typed.mailbox), &typed, field, said);
        settings(&desk, &asker, &filled).await
    })
    .await
}
