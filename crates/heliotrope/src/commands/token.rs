//! `heliotrope token create`: a bearer token for programs.

use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use serde_json::json;

use super::at_hand::{Common, say, say_json, spoken};
use super::user;
use crate::team::{self, By, Role};

/// Tokens for programs that use the API.
#[derive(clap::Args)]
#[command(arg_required_else_help = false)]
pub struct Token {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    Create(Create),
}

/// Make a token. It is shown once and may do what its person may do.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope token create --user maya@example.org --json")]
struct Create {
    #[command(flatten)]
    common: Common,
    /// Whose token it is; otherwise the first admin's.
    #[arg(long, value_name = "ADDR")]
    user: Option<String>,
    /// Print {"token"}.
    #[arg(long)]
    json: bool,
}

pub fn run(token: &Token) -> anyhow::Result<ExitCode> {
    let Deed::Create(create) = &token.deed;
    create.common.at_old_desk(async |desk| {
        let agent = match &create.user {
            Some(address) => user::by_address(desk, address).await?,
            None => {
                let all = desk.db.read(team::all).await?;
                let admins = all.into_iter().filter(|a| a.role == Role::Admin && !a.disabled);
                admins.min_by_key(|a| a.id).context(
                    "there is no admin yet; `heliotrope user add ADDRESS --name NAME --role admin` makes one",
                )?
            }
        };
        anyhow::ensure!(!agent.disabled, "{} may not sign in any more, so no token is made", agent.address);
        let (id, now) = (agent.id, desk.now());
        let token = desk
            .db
            .write(move |tx| team::new_token(tx, id, By::Command, now))
            .await
            .map_err(spoken)?;
        match create.json {
            true => say_json(&json!({ "token": token }))?,
            false => {
                eprintln!("A token of {}. It is shown only now:", agent.address);
                say(token)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
