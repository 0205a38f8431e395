//! The set-up of a mailbox that is opened by consent.

use super::*;

#[tokio::test]
#[ignore = "needs oidc-provider, Dovecot, Postfix and root: ./test mail"]
async fn the_set_up_keeps_every_field_through_the_trip_and_runs_its_four_ticks() {
    testing::each(NOON, async |desk| {
        let world = World::of_one_maildir().await;
        let desk = desk.with(|config| world.known_to(config));
        let priya = desk.sign_in("Priya", Role::Admin).await;
        let (imap, smtp) = (
            world.dovecot.port.to_string(),
            world.postfix.open_port.to_string(),
        );
        let form = [
            ("address", USER),
            ("name", "Lindfors Press"),
            ("imap_host", "localhost"),
            ("imap_port", imap.as_str()),
            ("imap_tls", "none"),
            ("smtp_host", "localhost"),
            ("smtp_port", smtp.as_str()),
            ("smtp_tls", "none"),
            ("smtp_user", USER),
            ("bring", "3"),
        ];
        // Without a password nothing is tried, and consent is offered.
        let page = priya.post("/setup/mailbox", &with(&form, "try")).await;
        assert_eq!(page.status, "422 Unprocessable Entity");
        assert!(
            page.words().contains("Sign in with Acme"),
            "{}",
            page.words()
        );

        let on = priya.post("/setup/mailbox", &with(&form, "own")).await;
        assert!(on.location().starts_with("/consents/"), "{}", on.words());
        let door = door(&priya.get(on.location()).await);
        let back = world.provider.decline(door.as_str()).await;
        let declined = came_back(&priya, &back).await;
        let words = declined.words();
        assert!(
            words.contains("Acme did not give consent. It said: access_denied"),
            "{words}"
        );
        assert!(
            words.contains("Everything you typed is still here."),
            "{words}"
        );
        for (name, value) in form {
            let held = declined.text.contains(&format!("value=\"{value}\""));
            assert!(held, "{name} is still {value}");
        }

        let on = priya.post("/setup/mailbox", &with(&form, "own")).await;
        let page = priya.get(on.location()).await;
        let back = world.provider.agree(self::door(&page).as_str(), USER).await;
        let kept = came_back(&priya, &back).await;
        assert_eq!(kept.location(), "/setup/our-word/1", "{}", kept.words());
        let page = priya.get(kept.location()).await.words();
        assert!(page.contains("It came back"), "{page}");
        let (mailbox, consent) = desk
            .read(|tx| {
                Ok((
                    mailboxes::store::find(tx, 1)?.unwrap(),
                    store::of_mailbox(tx, 1)?,
                ))
            })
            .await;
        assert!(consent.is_some());
        assert_eq!(mailbox.name, "Lindfors Press");
        assert_eq!(mailbox.imap.unwrap().bring, Some(3));
        assert!(mailbox.server.unwrap().is_by_consent());

        // Pressed twice: the same answer, and no second mailbox.
        let twice = came_back(&priya, &back).await;
        assert!(
            twice.words().contains("Another mailbox has this address."),
            "{}",
            twice.words()
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM mailbox")).await, 1);
    })
    .await;
}

fn with<'a>(form: &[(&'a str, &'a str)], deed: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form = form.to_vec();
    form.push(("deed", deed));
    form
}
