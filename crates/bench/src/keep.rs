//! A listener that does nothing but keep: it appends letters to one file and
//! syncs it, once for all who wait, before any of them is answered. What a
//! letter costs on this machine before we do anything for it.

use std::fs::File;
use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, SyncSender};

use anyhow::{Context, Result};
use serde_json::json;

use crate::bare::Beside;
use crate::desk::{self, Place};
use crate::load::{self, Load, Measured};
use crate::mail::{self, Letter, Smtp};

#[derive(clap::Args)]
pub struct Keep {
    #[arg(long)]
    file: PathBuf,
}

/// A letter, and who waits until it is on the disk.
type Kept = (Vec<u8>, SyncSender<()>);

impl Keep {
    pub fn run(self) -> Result<()> {
        let file = File::create(&self.file);
        let file = file.with_context(|| format!("writing {}", self.file.display()))?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let (keep, letters) = mpsc::channel::<Kept>();
        std::thread::spawn(move || append(file, &letters));
        println!("{}", json!({ "url": listener.local_addr()? }));
        for stream in listener.incoming().flatten() {
            let keep = keep.clone();
            std::thread::spawn(move || {
                mail::take(stream, |letter| {
                    let (kept, told) = mpsc::sync_channel(1);
                    let gone = |_| std::io::Error::other("nobody keeps letters any more");
                    keep.send((letter, kept)).map_err(|_| gone(()))?;
                    told.recv().map_err(|_| gone(()))
                })
            });
        }
        Ok(())
    }

    /// The same letters by the same clients, handed to such a listener that has
    /// its file in the data folder.
    pub fn beside(place: &Place, connections: usize, letters: usize) -> Result<Measured> {
        let file = place.data.join("bench-keep.tmp");
        let mut command = desk::held(&place.cores, std::env::current_exe()?);
        command.arg("keep").arg("--file").arg(&file);
        let beside = Beside::of(command)?;
        let address = beside.url.parse().context("the address of the listener")?;
        let load = Load::new(connections, letters).cold();
        let done = load::run(load, beside.pid(), |client| {
            let mut smtp = Smtp::connect(address)?;
            let mut case = client as u64 * 1_000_000;
            Ok(move |_| {
                case += 1;
                smtp.deliver(Letter { run: 0, case, n: 0 }, "help@desk.example")
            })
        });
        drop(beside);
        std::fs::remove_file(&file).with_context(|| format!("removing {}", file.display()))?;
        done
    }
}

fn append(mut file: File, letters: &Receiver<Kept>) -> std::io::Result<()> {
    while let Ok(first) = letters.recv() {
        let mut all = vec![first];
        all.extend(letters.try_iter());
        let bytes: Vec<u8> = all.iter().flat_map(|(letter, _)| letter).copied().collect();
        file.write_all(&bytes)?;
        file.sync_data()?;
        for (_, kept) in all {
            // Who went away does not wait.
            kept.send(()).ok();
        }
    }
    Ok(())
}
