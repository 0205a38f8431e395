//! A disk that is full for a while, and one that fails and turns read-only.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::{Elsewhere, arrivals, doctor, finding, until, until_all};
use crate::folder::{Folder, Serving};
use crate::full_disk::{Browser, Disk, noise};

const SOON: Duration = Duration::from_secs(60);

fn furnish(folder: &mut Folder, elsewhere: &Elsewhere) -> (Serving, Browser) {
    folder.set("HELIOTROPE_DATA", "disk/desk");
    let mara = [
        "user",
        "add",
        "mara@desk.example",
        "--name",
        "Mara",
        "--role",
        "admin",
    ];
    folder.run(&mara).ended(0);
    elsewhere.add_to(folder, elsewhere.dovecot.port, 0, None);
    let serving = folder.serve(&[]);
    let mara = Browser::signed_in(folder, &[], &serving);
    until("the first look", SOON, || {
        let said = finding(&doctor(folder), "fetching").1;
        (said.contains("were last fetched"), said)
    });
    (serving, mara)
}

/// What stands above every page, and on the page of health.
fn says(mara: &Browser, above: &str, finding: &str) {
    until(above, SOON, || {
        let (status, page) = mara.get("/today");
        assert_eq!(status, 200, "reading goes on: {page}");
        let safe = "What was confirmed is safe, and letters wait on their servers.";
        (page.contains(above) && page.contains(safe), page.len())
    });
    let (status, page) = mara.get("/settings/health");
    assert!(
        status == 200 && page.contains(finding),
        "{status} without {finding}"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Dovecot, a small disk and root: ./test mail"]
async fn a_disk_that_is_full_while_letters_are_fetched_costs_none() {
    let mut elsewhere = Elsewhere::start().await;
    let mut folder = Folder::new();
    let disk = Disk::at(folder.path().join("disk"));
    let (serving, mara) = furnish(&mut folder, &elsewhere);
    elsewhere.put_now();
    until_all(&serving, &elsewhere, "with room", SOON);

    disk.fill();
    for n in 0..20 {
        elsewhere.put(SystemTime::now(), &noise(60_000, n));
    }
    // Some may find room in the log of the database; then there is none.
    let mut here = arrivals(&serving);
    until("it is really full", SOON, || {
        std::thread::sleep(Duration::from_secs(2));
        let now = arrivals(&serving);
        (std::mem::replace(&mut here, now) == now, now)
    });
    assert!(here < elsewhere.letters(), "the disk was never full");
    says(&mara, "The disk of this desk is nearly full.", "Only 0 %");
    let (well, words) = finding(&doctor(&folder), "disk");
    assert!(!well && words.contains("What is kept is safe"), "{words}");

    disk.make_room();
    until_all(&serving, &elsewhere, "with room again", SOON);
    until("fetching is well", SOON, || {
        let found = finding(&doctor(&folder), "fetching");
        (found.0, found)
    });
    elsewhere.agrees_with(&folder);
}

/// A disk in a file, with a system of files that turns read-only when it fails.
struct Failing {
    image: PathBuf,
    at: PathBuf,
}

impl Failing {
    fn at(folder: &Path) -> Failing {
        let disk = Failing {
            image: folder.join("image"),
            at: folder.join("disk"),
        };
        std::fs::create_dir(&disk.at).expect("a folder");
        let file = std::fs::File::create(&disk.image).expect("a file");
        file.set_len(700 << 20)
            .expect("its size, with nothing in it");
        let image = disk.image.display().to_string();
        run("mkfs.ext4", &["-q", "-F", &image]);
        disk.mount("loop,errors=remount-ro");
        disk
    }

    fn mount(&self, how: &str) {
        let (image, at) = (
            self.image.display().to_string(),
            self.at.display().to_string(),
        );
        run("mount", &["-o", how, &image, &at]);
    }

    /// What the system does when the disk answers nonsense.
    fn fail(&self) {
        let at = self.at.display().to_string();
        run("mount", &["-o", "remount,abort", &at]);
    }

    fn unmount(&self) {
        run("umount", &[&self.at.display().to_string()]);
    }
}

impl Drop for Failing {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

fn run(program: &str, line: &[&str]) {
    let ran = Command::new(program).args(line).status();
    let ran = ran.unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(
        ran.success(),
        "{program} {line:?}: a disk is made by root only: ./test mail"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Dovecot, a disk of its own and root: ./test mail"]
async fn a_disk_that_turns_read_only_is_said_and_costs_no_letter() {
    let mut elsewhere = Elsewhere::start().await;
    let mut folder = Folder::new();
    let disk = Failing::at(folder.path());
    let (serving, mara) = furnish(&mut folder, &elsewhere);
    elsewhere.put_now();
    until_all(&serving, &elsewhere, "while it works", SOON);

    disk.fail();
    for _ in 0..5 {
        elsewhere.put_now();
    }
    let above = "The disk of this desk takes nothing in: what is new cannot be kept.";
    says(&mara, above, "Read-only file system");
    let (status, page) = mara.post(
        "/cases/1/messages",
        &[("kind", "reply"), ("text", "It left today.")],
    );
    assert!(
        status >= 500 && page.contains("It left today."),
        "{status}: the words came back: {page}"
    );
    let ready = serving.get("/readyz");
    assert!(
        ready.contains("503") && ready.contains("disk: nothing can be written under"),
        "{ready}"
    );
    let report = folder.run(&["doctor"]).ended(1);
    let words = "Read-only file system (os error 30). Nothing was changed.";
    assert!(report.out.contains(words), "{}", report.out);
    assert_eq!(arrivals(&serving), 1);
    let (code, _) = serving.stop();
    assert_eq!(code, Some(0), "it stops as ever");

    disk.unmount();
    // The system writes down what was under way before it lets anybody look.
    disk.mount("loop");
    disk.unmount();
    disk.mount("loop,ro");
    let refused = folder.run(&["serve", "--listen", "127.0.0.1:0"]);
    refused.refused(1, words);
    disk.unmount();
    disk.mount("loop");

    let serving = folder.serve(&[]);
    until_all(&serving, &elsewhere, "with a good disk", SOON);
    elsewhere.agrees_with(&folder);
    drop(serving);
}
