//! The team and each of its people, for an admin.

use maud::{Markup, html};

use super::{Field, errors};
use crate::kit::words::Words;
use crate::t;
use crate::team::store::Agent;
use crate::web::{Asker, Role, form_token, icon, once_field};

pub fn people(asker: &Asker, agents: &[Agent], add: &Markup) -> Markup {
    let words = asker.words();
    html! {
        div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "team-people")) {
            table.table {
                thead {
                    tr {
                        th { (t!(words, "team-name")) }
                        th { (t!(words, "team-address")) }
                        th { (t!(words, "team-role")) }
                        th { (t!(words, "team-way-in")) }
                        th { span.said { (t!(words, "team-change")) } }
                    }
                }
                tbody {
                    @for agent in agents {
                        tr id={ "agent-" (agent.id) } {
                            td dir="auto" { (agent.name) }
                            td { (agent.address) }
                            td { (role_name(words, agent.role)) }
                            td { (way_in(words, agent)) }
                            td.act {
                                a href={ "/settings/people/" (agent.id) } {
                                    (t!(words, "team-change")) span.said { " " (agent.name) }
                                }
                            }
                        }
                    }
                }
            }
        }
        (add)
    }
}

fn way_in(words: Words, agent: &Agent) -> String {
    if agent.disabled {
        t!(words, "team-is-disabled")
    } else if agent.has_password {
        t!(words, "team-by-password")
    } else {
        t!(words, "team-by-link")
    }
}

/// What stands in the fields of a form about a person of the team.
#[derive(Debug, Default, Clone)]
pub struct Typed {
    pub name: String,
    pub address: String,
    pub role: String,
    pub wrong: Vec<(&'static str, String)>,
}

impl Typed {
    fn wrong(&self, field: &str) -> Option<String> {
        self.wrong
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, words)| words.clone())
    }
}

pub fn add_form(asker: &Asker, typed: &Typed) -> Markup {
    let words = asker.words();
    html! {
        section.section aria-labelledby="add" {
            h2 #add { (t!(words, "team-add")) }
            form method="post" action="/settings/people" {
                (form_token(&asker.form_token)) (once_field())
                @if !typed.wrong.is_empty() {
                    (errors(t!(words, "team-not-added"), t!(words, "team-still-there"), &typed.wrong))
                }
                div.fields {
                    (Field::new("name", "text", t!(words, "team-name"), &typed.name).wrong(typed.wrong("name")).show())
                    (Field::new("address", "email", t!(words, "team-address"), &typed.address)
                        .wrong(typed.wrong("address")).show())
                    (roles(words, Role::of_word(&typed.role).unwrap_or(Role::Agent)))
                }
                div.form-foot { button.btn.primary { (t!(words, "team-add-press")) } }
            }
        }
    }
}

fn roles(words: Words, chosen: Role) -> Markup {
    html! {
        fieldset.field {
            legend.label { (t!(words, "team-role")) }
            @for role in Role::ALL {
                label.tick {
                    input type="radio" name="role" value=(role.word()) checked[role == chosen];
                    span { (role_name(words, role)) ": " (role_means(words, role)) }
                }
            }
        }
    }
}

fn role_means(words: Words, role: Role) -> String {
    words.say(match role {
        Role::Light => "team-role-light-means",
        Role::Agent => "team-role-agent-means",
        Role::Lead => "team-role-lead-means",
        Role::Admin => "team-role-admin-means",
    })
}

/// One person of the team: name and role, a way in, leaving.
pub fn person(asker: &Asker, agent: &Agent, typed: &Typed, link: Option<&str>) -> Markup {
    let words = asker.words();
    let path = format!("/settings/people/{}", agent.id);
    html! {
        @if let Some(link) = link { (new_link(words, agent, link)) }
        form method="post" action=(path) {
            (form_token(&asker.form_token))
            @if !typed.wrong.is_empty() {
                (errors(t!(words, "team-not-kept"), t!(words, "team-still-there"), &typed.wrong))
            }
            section.section aria-labelledby="who" {
                h2 #who { (t!(words, "team-name-and-role")) }
                div.fields {
                    (Field::new("name", "text", t!(words, "team-name"), &typed.name)
                        .wrong(typed.wrong("name")).show())
                    (roles(words, Role::of_word(&typed.role).unwrap_or(agent.role)))
                }
            }
            div.form-foot {
                button.btn.primary { (t!(words, "team-keep")) }
                a.btn.quiet href="/settings/people" { (t!(words, "team-leave")) }
            }
        }
        section.section.stack aria-labelledby="way-in" {
            h2 #way-in { (t!(words, "team-way-in")) }
            @if agent.disabled {
                p { (t!(words, "team-disabled-means")) }
                form method="post" action={ (path) "/enable" } {
                    (form_token(&asker.form_token))
                    button.btn { (icon("rotate-ccw")) (t!(words, "team-enable")) }
                }
            } @else {
                p { (t!(words, "team-link-means")) }
                div.btns {
                    form method="post" action={ (path) "/link" } {
                        (form_token(&asker.form_token))
                        button.btn name="purpose" value="reset" { (icon("key-round")) (t!(words, "team-make-link")) }
                    }
                    @if agent.id != asker.agent {
                        form method="post" action={ (path) "/disable" } {
                            (form_token(&asker.form_token))
                            button.btn { (icon("log-out")) (t!(words, "team-disable")) }
                        }
                    }
                }
            }
        }
    }
}

fn new_link(words: Words, agent: &Agent, link: &str) -> Markup {
    html! {
        div.bar.met role="status" {
            (icon("key-round"))
            div {
                p { (t!(words, "team-link-made", name = agent.name.as_str())) }
                p { code { (link) } }
            }
        }
    }
}

fn role_name(words: Words, role: Role) -> String {
    words.say(match role {
        Role::Light => "team-role-light",
        Role::Agent => "team-role-agent",
        Role::Lead => "team-role-lead",
        Role::Admin => "team-role-admin",
    })
}
