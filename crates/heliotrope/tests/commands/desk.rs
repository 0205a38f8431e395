//! People, mailboxes and the doctor.

use serde_json::{Value, json};

use crate::folder::Folder;

#[test]
fn people_are_added_listed_and_disabled_from_the_command_line() {
    let folder = Folder::new();
    folder
        .run(&["user", "list"])
        .refused(1, "there is no desk at");
    assert!(
        !folder.path().join("heliotrope-data").exists(),
        "who only looks makes no desk"
    );
    folder
        .run(&["token", "create"])
        .refused(1, "there is no desk at");

    let add = [
        "user",
        "add",
        "Maya@Example.org",
        "--name",
        "Maya",
        "--role",
        "admin",
        "--password-stdin",
        "--json",
    ];
    folder.run_with(&add, b"short\n").refused(1, "12");
    folder
        .run_with(&add, b"")
        .refused(1, "no password came on standard input");
    let added = folder
        .run_with(&add, b"a long enough one\n")
        .ended(0)
        .json();
    assert_eq!(added, json!({ "user": 1 }));
    folder
        .run_with(&add, b"a long enough one\n")
        .refused(1, "Somebody on the team has this address already");
    let jo = [
        "user",
        "add",
        "jo@example.org",
        "--name",
        "Jo",
        "--role",
        "light",
    ];
    assert!(
        folder
            .run(&jo)
            .ended(0)
            .err
            .contains("heliotrope user link jo@example.org")
    );

    let list = folder.run(&["user", "list", "--json"]).ended(0).out;
    let people: Vec<Value> = list
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(people.len(), 2, "{list}");
    let maya = people.iter().find(|p| p["name"] == "Maya").expect("Maya");
    assert_eq!(
        *maya,
        json!({ "user": 1, "address": "maya@example.org", "name": "Maya", "role": "admin", "password": true, "disabled": false })
    );

    let token = folder.run(&["token", "create", "--json"]).ended(0).json();
    assert!(token["token"].as_str().expect("a token").len() >= 32);
    folder
        .run(&["token", "create", "--user", "joe@example.org"])
        .refused(1, "the nearest is jo@example.org");
    folder
        .run(&["user", "disable", "maya@example.org"])
        .refused(1, "admin");
    folder.run(&["user", "disable", "jo@example.org"]).ended(0);
    folder
        .run(&["token", "create", "--user", "jo@example.org"])
        .refused(1, "may not sign in any more");
    folder
        .run_with(
            &["user", "password", "maya@example.org"],
            b"another long one\n",
        )
        .ended(0);
}

#[test]
fn mailboxes_are_added_and_their_servers_tried() {
    let folder = Folder::new();
    let with_account = [
        "mailbox",
        "add",
        "help@example.org",
        "--name",
        "Help",
        "--smtp",
        "smtp://help%40example.org@127.0.0.1:1?tls=none",
        "--json",
    ];
    folder.run(&with_account).refused(1, "no password");
    let added = folder
        .run_with(&with_account, b"hunter 2\n")
        .ended(0)
        .json();
    assert_eq!(added, json!({ "mailbox": 1 }));
    folder
        .run_with(&with_account, b"hunter 2\n")
        .refused(1, "help@example.org is a mailbox already");
    folder.run(&["mailbox", "add", "shop@example.org"]).ended(0);

    let tried = folder
        .run(&["mailbox", "test", "help@example.org", "--json"])
        .ended(1)
        .json();
    assert_eq!(
        (&tried["ok"], &tried["server"]),
        (&json!(false), &json!("127.0.0.1:1"))
    );
    assert!(
        tried["said"].as_str().expect("words").contains("refused"),
        "{tried}"
    );
    folder
        .run(&["mailbox", "test", "hello@example.org"])
        .refused(1, "there is: help@example.org, shop@example.org");
    let list = folder.run(&["mailbox", "list"]).ended(0).out;
    assert!(
        list.contains("127.0.0.1:1 none") && list.contains("no sending server"),
        "{list}"
    );
    let fetched = [
        "mailbox",
        "add",
        "post@example.org",
        "--smtp",
        "smtp://post@127.0.0.1:1?tls=none",
        "--imap",
        "imap://post@127.0.0.1:1?tls=none",
        "--file-sent",
        "Gesendet",
    ];
    folder.run_with(&fetched, b"hunter 3\nhunter 4\n").ended(0);
    let list = folder.run(&["mailbox", "list"]).ended(0).out;
    assert!(
        list.contains("127.0.0.1:1 none, fetched from 127.0.0.1:1 none"),
        "{list}"
    );
    let listed = folder.run(&["mailbox", "list", "--json"]).ended(0).out;
    assert!(listed.contains(r#""sent_folder":"Gesendet""#), "{listed}");
    let tried = folder
        .run(&["mailbox", "test", "post@example.org"])
        .ended(1)
        .out;
    assert!(
        tried.contains(
            "post@example.org fetched from 127.0.0.1:1: 127.0.0.1:1 takes no connection there:"
        ),
        "{tried}"
    );
    let stored =
        std::fs::read(folder.path().join("heliotrope-data/heliotrope.db")).expect("the database");
    let holds = |words: &[u8]| stored.windows(words.len()).any(|w| w == words);
    assert!(
        holds(b"help@example.org") && !holds(b"hunter"),
        "a password in the open"
    );
}

#[test]
fn doctor_says_what_is_not_well_and_what_to_do() {
    let folder = Folder::new();
    let nothing = folder.run(&["doctor", "--json"]).ended(1).json();
    assert_eq!(
        (&nothing["ok"], &nothing["checks"][0]["name"]),
        (&json!(false), &json!("database"))
    );
    folder.run(&["mailbox", "add", "help@example.org"]).ended(0);
    let well = folder.run(&["doctor"]).ended(0).out;
    assert!(
        well.contains("no sending server for help@example.org")
            && well.contains("arrivals    0 = 0 in cases"),
        "{well}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = folder.path().join("heliotrope-data/key");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("changed");
        let ill = folder.run(&["doctor"]).ended(1).out;
        assert!(
            ill.contains("NOT WELL") && ill.contains("chmod 600"),
            "{ill}"
        );
    }
}
