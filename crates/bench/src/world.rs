//! What `seed` made: who may come in, and how much there is. Kept beside the
//! data, in `bench.json`.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct World {
    pub agent: String,
    pub password: String,
    pub token: String,
    pub mailbox: String,
    pub cases: u64,
    pub messages: u64,
    /// How many cases `seed` made: their first letters have the ids of
    /// [`letter_id`](crate::mail::letter_id) below this number.
    pub seeded: u64,
    /// Each run of `ingest` writes letters that were never there before.
    pub runs: u64,
}

impl World {
    pub fn read(data: &Path) -> Result<World> {
        let file = data.join("bench.json");
        let text = std::fs::read_to_string(&file).with_context(|| {
            format!(
                "reading {}: `bench seed --data DIR` makes it",
                file.display()
            )
        })?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }

    pub fn write(&self, data: &Path) -> Result<()> {
        let file = data.join("bench.json");
        std::fs::write(&file, serde_json::to_vec_pretty(self)?)
            .with_context(|| format!("writing {}", file.display()))
    }
}
