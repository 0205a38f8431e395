//! `/settings/complaints`: which clocks a mailbox has.

use axum::extract::State;
use axum::response::{Redirect, Response};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::rules::Pack;
use super::{api, deeds, store};
use crate::team::views::sheet;
use crate::web::{
    Asker, Desk, Doing, Filled, Form, PageContext, Problem, Routes, Who, form_token, or_again, page,
};
use crate::{mailboxes, t};

const PATH: &str = "/settings/complaints";

pub fn routes() -> Routes {
    api::routes()
        .get(PATH, Who::Lead, show)
        .post(PATH, Who::Lead, choose)
}

async fn show(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    settings(&desk, &asker, &Filled::default()).await
}

async fn settings(desk: &Desk, asker: &Asker, filled: &Filled) -> Result<Markup, Problem> {
    let (mailboxes, chosen) = desk
        .db
        .read(|tx| Ok::<_, Problem>((mailboxes::store::all(tx)?, store::packs(tx)?)))
        .await
        .doing(|| "reading the clocks of complaints")?;
    let words = asker.words();
    let title = t!(words, "complaints-settings");
    let body = html! {
        p.lead { (t!(words, "complaints-settings-about")) }
        @for mailbox in mailboxes.iter().filter(|m| !m.removed) {
            @let id = format!("pack-{}", mailbox.id);
            @let own = chosen.iter().find(|(of, _)| *of == mailbox.id).map(|(_, pack)| pack.as_str());
            @let back = filled.form(&id);
            form.section method="post" action=(PATH) {
                (form_token(&asker.form_token))
                input type="hidden" name="mailbox" value=(mailbox.id);
                h2 { (mailbox.address) }
                div.field {
                    label for=(id) { (t!(words, "complaints-clocks-of"))
                        span.said { " " (mailbox.address) } }
                    select.select id=(id) name="pack" aria-invalid=[back.invalid("pack")]
                        aria-describedby=[back.described("pack", "")] {
                        option value="" selected[own.is_none()] { (t!(words, "complaints-pack-none")) }
                        @for pack in Pack::all() {
                            option value=(pack.word) selected[own == Some(pack.word)] {
                                (t!(words, "complaints-pack", title = pack.title(words.lang()),
                                    dated = pack.dated.to_string(), acknowledge = pack.acknowledge_working_days,
                                    inform = pack.inform_every_days, answer = pack.final_days))
                            }
                        }
                    }
                    (back.error("pack"))
                }
                div.form-foot { button.btn { (t!(words, "complaints-keep")) } }
            }
        }
    };
    let body = sheet(asker, PATH, &title, &body);
    Ok(page(
        &PageContext::of(desk, asker, "settings"),
        &title,
        body,
    ))
}

#[derive(Clone, Deserialize, Serialize)]
struct Chosen {
    mailbox: i64,
    #[serde(default)]
    pack: String,
}

async fn choose(
    State(desk): State<Desk>,
    asker: Asker,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let (now, by, given) = (desk.now(), asker.actor(), chosen.clone());
    let kept = desk
        .db
        .write(move |tx| {
            let pack = Some(given.pack.as_str()).filter(|word| !word.is_empty());
            deeds::choose(tx, given.mailbox, pack, &by, now)
        })
        .await
        .map(|()| Redirect::to(PATH));
    let doing = "choosing the clocks of complaints";
    or_again(kept, doing, async |refused: Problem| {
        let Some(field) = refused.field() else {
            return Err(refused);
        };
        let said = refused.detail(asker.words());
        let filled = Filled::of(format!("pack-{}", chosen.mailbox), &chosen, field, said);
        settings(&desk, &asker, &filled).await
    })
    .await
}
