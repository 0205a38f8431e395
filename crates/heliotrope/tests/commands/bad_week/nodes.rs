//! Two nodes on one PostgreSQL: one of them fetches, and the other goes on when
//! it dies.

use std::time::{Duration, SystemTime};

use super::{Elsewhere, arrivals, until, until_all};
use crate::folder::Folder;
use crate::full_disk::Browser;

const SOON: Duration = Duration::from_secs(60);

/// A node of the desk in this database.
fn node(url: &str) -> Folder {
    let mut folder = Folder::new();
    folder.set("HELIOTROPE_DATABASE__URL", url);
    folder.set("HELIOTROPE_KEY", "7e".repeat(32));
    folder
}

#[test]
#[ignore = "needs Dovecot, PostgreSQL and root: ./test mail"]
fn two_nodes_fetch_one_mailbox_once_and_one_goes_on_when_the_other_dies() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let Some(database) = runtime.block_on(store::testing::TestDb::postgres(&[])) else {
        println!("PostgreSQL: not run here, ./test runs it");
        return;
    };
    let url = database.postgres_url().expect("its address");
    let mut elsewhere = runtime.block_on(Elsewhere::start());
    let (one, other) = (node(&url), node(&url));
    let mara = [
        "user",
        "add",
        "mara@desk.example",
        "--name",
        "Mara",
        "--role",
        "admin",
    ];
    one.run(&mara).ended(0);
    let before = SystemTime::now() - Duration::from_secs(3600);
    for n in 0..400 {
        elsewhere.put(before + Duration::from_secs(n), "");
    }
    elsewhere.add_to(&one, elsewhere.dovecot.port, 400, None);
    // To look at a mailbox, `mailbox add` signs in as well.
    let let_in = elsewhere.dovecot.sign_ins().0;

    let first = one.serve(&[]);
    until("the first has begun", SOON, || {
        let here = arrivals(&first);
        (here > 10, here)
    });
    let second = other.serve(&[]);
    let mara = Browser::signed_in(&other, &[], &second);
    for _ in 0..20 {
        elsewhere.put_now();
    }
    until("half of them", SOON, || {
        let here = arrivals(&second);
        (here > 200, here)
    });
    assert_eq!(
        elsewhere.dovecot.sign_ins().0,
        let_in + 1,
        "one of them has the turn"
    );
    drop(first);
    let here = arrivals(&second);
    assert!(
        here < elsewhere.letters(),
        "it died too late to show anything"
    );

    // Whoever asks for a look need not wait for the turn of the dead to run out.
    let (status, page) = mara.post("/settings/health", &[]);
    assert_eq!(status, 303, "{page}");
    until_all(&second, &elsewhere, "the second went on", SOON);

    // And back, when it ends as asked: others need not wait for its turn.
    let first = one.serve(&[]);
    assert_eq!(second.stop().0, Some(0));
    elsewhere.put_now();
    until_all(&first, &elsewhere, "the first again", SOON);
    elsewhere.agrees_with(&one);
    drop((first, database));
}
