//! Words over all messages, through the API.

use anyhow::{Context, Result, ensure};

use crate::bare::Beside;
use crate::desk::{Client, Place};
use crate::figures::{Budget, Budgets, Run};
use crate::load::{self, Load};
use crate::mail::{COMMON, RARE_EACH, rare};
use crate::world::World;

#[derive(clap::Args)]
pub struct Search {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, default_value_t = 1_000)]
    requests: usize,
}

impl Search {
    pub fn run(self) -> Result<Run> {
        let mut run = Run::begin("search", &self.place)?;
        let world = World::read(&self.place.data)?;
        let desk = self.place.serve(None)?;
        let api = Client::api(&desk.url, &world);
        let rare: Vec<String> = (0..world.seeded)
            .step_by(usize::try_from(RARE_EACH)?)
            .map(rare)
            .collect();
        let load = Load::new(1, self.requests);
        let words = [
            ("common word", vec![COMMON.to_owned()], 10.0),
            ("rare word", rare, 3.0),
            ("beginning of common words", vec!["par".to_owned()], 10.0),
        ];
        for (what, words, budget) in words {
            let ours = load::run(load, desk.pid(), |_| {
                let (client, words) = (api.another(), &words);
                Ok(move |k: usize| find(&client, &words[k % words.len()]))
            })?;
            let bare = Beside::get(&self.place, load, ours.bytes, &api)?;
            let budgets = Budgets {
                p50: Some(Budget::AtMost(budget)),
                ..Budgets::default()
            };
            run.compare(&format!("search for a {what}"), &ours, &bare, budgets);
        }
        Ok(run)
    }
}

/// A search that finds nothing would measure nothing.
fn find(client: &Client, word: &str) -> Result<usize> {
    let answer = client
        .get(&format!("/api/v1/search?q={word}"))?
        .expect(200)?;
    let found: serde_json::Value = serde_json::from_slice(&answer.bytes)?;
    let items = found["items"]
        .as_array()
        .context("a list of what was found")?;
    ensure!(!items.is_empty(), "nothing was found for {word}");
    Ok(answer.bytes.len())
}
