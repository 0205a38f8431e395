//! The word rules over many letters: which places of a letter may be a need.
//!
//! Over letters of our own making and over every letter of a folder, in each
//! language; the program says for each how long the rules took, without reading
//! the letter or its list of words.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::desk::Place;
use crate::figures::{Budget, Run};
use crate::mail::Letter;

/// What one letter may cost.
const MOST_MS: f64 = 1.0;
/// What people ask and tell, so that the rules have something to outline. Every
/// second letter ends with one of them in each language.
const MATTERS: [[&str; 2]; 3] = [
    [
        "Where is my invoice for the lamp?",
        "Wo bleibt meine Rechnung für die Lampe?",
    ],
    [
        "I paid twice and have not received anything.",
        "Ich habe zweimal bezahlt und nichts erhalten.",
    ],
    [
        "I need it by Friday, for a birthday.",
        "Ich brauche sie bis Freitag, zum Geburtstag.",
    ],
];

#[derive(clap::Args)]
pub struct Words {
    #[command(flatten)]
    pub place: Place,
    /// A folder of letters, one in each file, looked through to its end.
    #[arg(long, value_name = "DIR")]
    letters: Option<PathBuf>,
    /// How many letters of our own.
    #[arg(long, default_value_t = 2_000)]
    own: u64,
}

/// A line that `heliotrope read --json --needs LANG` prints.
#[derive(Deserialize)]
struct Outlined {
    file: String,
    needs: Vec<serde_json::Value>,
    microseconds: f64,
}

impl Words {
    pub fn run(self) -> Result<Run> {
        let mut run = Run::begin("words", &self.place)?;
        let folder = self.place.data.join("bench-words");
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let mut own = Vec::new();
        for case in 0..self.own {
            let path = folder.join(format!("{case}.eml"));
            let mut letter = Letter { run: 1, case, n: 0 }.bytes("help@desk.example");
            if case % 2 == 0 {
                for matter in MATTERS[case as usize / 2 % MATTERS.len()] {
                    write!(letter, "\r\n{matter}\r\n")?;
                }
            }
            std::fs::write(&path, letter)?;
            own.push(path);
        }
        let mut corpora = vec![("letters of our own", own)];
        if let Some(letters) = &self.letters {
            let mut found = Vec::new();
            all_in(letters, &mut found)?;
            ensure!(!found.is_empty(), "no letter lies in {}", letters.display());
            corpora.push(("letters of the folder", found));
        }
        for (what, files) in corpora {
            for lang in ["en", "de"] {
                let took = self.measure(&folder, &files, lang)?;
                ensure!(
                    took.outlined > 0,
                    "nothing was outlined in {what} ({lang}): this measures nothing"
                );
                took.figures(&mut run, &format!("word rules ({lang}), {what}"));
            }
        }
        std::fs::remove_dir_all(&folder)?;
        Ok(run)
    }

    fn measure(&self, folder: &Path, files: &[PathBuf], lang: &str) -> Result<Took> {
        let list = folder.join("list.txt");
        let mut out = std::fs::File::create(&list)?;
        for file in files {
            writeln!(out, "{}", file.display())?;
        }
        let list = format!("@{}", list.display());
        let read = self
            .place
            .command(&["read", "--json", "--needs", lang, &list]);
        Took::of(read)
    }
}

/// What the letters of one reading cost.
struct Took {
    ms: Vec<f64>,
    slowest: String,
    outlined: usize,
}

impl Took {
    fn of(mut read: std::process::Command) -> Result<Took> {
        let read = read.output().context("reading the letters")?;
        ensure!(
            read.status.success(),
            "{}",
            String::from_utf8_lossy(&read.stderr)
        );
        let mut took = Took {
            ms: Vec::new(),
            slowest: String::new(),
            outlined: 0,
        };
        let mut most = -1.0;
        for line in String::from_utf8_lossy(&read.stdout).lines() {
            let one: Outlined = serde_json::from_str(line).with_context(|| line.to_owned())?;
            let ms = one.microseconds / 1000.0;
            if ms > most {
                let name = Path::new(&one.file).file_name();
                let name = name.map_or(one.file.clone(), |n| n.to_string_lossy().into_owned());
                (most, took.slowest) = (ms, name);
            }
            took.outlined += usize::from(!one.needs.is_empty());
            took.ms.push(ms);
        }
        ensure!(!took.ms.is_empty(), "no letter was read");
        took.ms.sort_by(f64::total_cmp);
        Ok(took)
    }

    fn figures(&self, run: &mut Run, what: &str) {
        let at = |share: usize| self.ms[(self.ms.len() - 1) * share / 1000];
        let note = format!(
            "{} letters, {} with an outlined place",
            self.ms.len(),
            self.outlined
        );
        run.add(&format!("{what}, p50"), at(500), "ms").note(&note);
        run.add(&format!("{what}, p99.9"), at(999), "ms");
        run.add(&format!("{what}, the slowest"), at(1000), "ms")
            .budget(Some(Budget::AtMost(MOST_MS)))
            .note(&self.slowest);
    }
}

fn all_in(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        match path.is_dir() {
            true => all_in(&path, found)?,
            false => found.push(path),
        }
    }
    found.sort();
    Ok(())
}
