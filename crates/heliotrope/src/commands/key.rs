//! `heliotrope key rotate`: a new key, and every kept password sealed with it.

use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Subcommand;
use serde_json::json;

use super::at_hand::{Common, say, say_json};
use super::store::seal_again;
use crate::app::alone;
use crate::kit::keys::Keys;
use crate::web::Desk;

/// The key that seals the passwords of mailboxes.
#[derive(clap::Args)]
#[command(arg_required_else_help = false)]
pub struct Key {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    Rotate(Rotate),
}

/// Make a new key, seal every kept password with it, and let the old one go.
/// Stop `serve` first.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope key rotate --data /var/lib/heliotrope")]
struct Rotate {
    #[command(flatten)]
    common: Common,
    /// Print {"sealed","left"}.
    #[arg(long)]
    json: bool,
}

pub fn run(key: &Key) -> anyhow::Result<ExitCode> {
    let Deed::Rotate(rotate) = &key.deed;
    let (sealed, left) = rotate.common.at_old_desk(turn)?;
    if rotate.json {
        say_json(&json!({ "sealed": sealed, "left": left }))?;
    } else {
        let secrets = match sealed {
            1 => "1 secret is".to_owned(),
            n => format!("{n} secrets are"),
        };
        say(format_args!("{secrets} sealed with the newest key"))?;
        if left > 0 {
            say(format_args!(
                "{left} were sealed with a key that is not here: enter them again under Settings, Mailboxes"
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The old key stays beside the new one until the last secret is sealed anew:
/// whoever is cut off in the middle begins again.
async fn turn(desk: &Desk) -> anyhow::Result<(usize, usize)> {
    // Whoever serves has read the old key and would seal with it.
    let _alone = alone(&desk.config)?;
    let configured = desk.config.key_is_configured();
    let keys = match configured {
        true => Keys::clone(&desk.keys),
        false => desk.keys.rotated(),
    };
    ensure!(
        keys.are_several(),
        "the key stands in the configuration (HELIOTROPE_KEY or HELIOTROPE_KEY_FILE), and only its owner changes that: \
         put a new one (`openssl rand -hex 32`) on a line above the old one, on every node, and call this again; \
         then the old line can go"
    );
    let file = desk.config.key_file();
    if !configured {
        keys.save(&file)?;
    }
    let newest = keys.clone();
    let done = desk
        .db
        .write(move |tx| seal_again(tx, &newest))
        .await
        .context("sealing the kept passwords with the new key")?;
    if !configured {
        keys.only_newest().save(&file)?;
    }
    Ok(done)
}
