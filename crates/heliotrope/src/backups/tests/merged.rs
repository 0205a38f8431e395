//! A merged case comes back from a backup as it was, and can be taken apart.

use super::*;
use crate::cases;
use crate::web::Asker;

/// Ines's two cases are one, with a need in each and a letter typed in each.
async fn merged(desk: &TestDesk, maya: &Asker) -> (i64, i64) {
    let kept = desk.case("Ines", "Where is my parcel?").await;
    let gone = desk.case("Ines", "the money back").await;
    let (me, now) = (maya.clone(), desk.now());
    desk.write(move |tx| {
        let kind = crate::messages::Kind::Reply;
        for (case, words) in [(kept, "Dear Ines"), (gone, "It left today.")] {
            crate::messages::store::keep_draft(tx, case, me.agent, kind, 0, words, now)?;
        }
        cases::deeds::merge(tx, &me, gone, kept, now)?;
        Ok(())
    })
    .await;
    (kept, gone)
}

/// Needs and the draft of a case.
fn stands(
    tx: &mut ::store::Tx<'_>,
    case: i64,
    agent: i64,
) -> Result<(Vec<String>, Option<String>), Error> {
    let needs = crate::needs::store::of_case(tx, case)?;
    let draft = crate::messages::store::draft(tx, case, agent, crate::messages::Kind::Reply)?;
    let words = needs.into_iter().map(|n| n.words).collect();
    Ok((words, draft.map(|(_, words, _)| words)))
}

#[tokio::test]
async fn a_merged_case_comes_back_and_is_taken_apart_on_either_engine() {
    testing::each(EVENING, async |desk| {
        let maya = desk.agent("Maya", Role::Agent).await;
        let maya = desk.asker(maya).await;
        let (kept, gone) = merged(&desk, &maya).await;
        let file = desk.desk.config.data.join("desk.tar.zst");
        let keys = desk.desk.keys.to_text();
        make(&desk.desk.db, &file, Some(keys), false, desk.now())
            .await
            .unwrap();
        let data = desk.desk.config.data.join("again");
        let postgres = TestDb::postgres(MIGRATIONS).await;
        let url = postgres.as_ref().and_then(TestDb::postgres_url);
        if let Some(postgres) = &postgres {
            postgres.db.close().await;
        }
        let mut places = vec![None];
        places.extend(url.as_deref().map(Some));
        for place in places {
            let asked = Restore {
                file: &file,
                data: &data,
                postgres: place,
                keys: None,
                migrations: MIGRATIONS,
                now: desk.now(),
            };
            restore(&asked, async |_, _| Ok(())).await.unwrap();
            let own = format!("sqlite:{}", data.join("heliotrope.db").display());
            let db = Db::open(Options {
                url: place.map_or(own, str::to_owned),
                data: data.clone(),
                migrations: MIGRATIONS,
                readers: 2,
            });
            let db = db.await.unwrap();
            let (me, now) = (maya.clone(), desk.now());
            let seen = db.write(move |tx| {
                let both = stands(tx, kept, me.agent)?;
                assert_eq!(cases::store::home(tx, gone)?, Some(kept));
                let into = cases::deeds::take_apart(tx, &me, gone, now)?;
                assert_eq!(into, kept);
                Ok::<_, crate::web::Problem>((
                    both,
                    stands(tx, kept, me.agent)?,
                    stands(tx, gone, me.agent)?,
                ))
            });
            let (both, own, back) = seen.await.map_err(|p| p.cause_in_words()).unwrap();
            let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
            assert_eq!(both.0, words(&["Where is my parcel?", "the money back"]));
            assert_eq!(
                own,
                (
                    words(&["Where is my parcel?"]),
                    Some("Dear Ines".to_owned())
                )
            );
            assert_eq!(
                back,
                (
                    words(&["the money back"]),
                    Some("It left today.".to_owned())
                )
            );
            assert_eq!(db.integrity().await.unwrap(), [""; 0]);
            db.close().await;
        }
    })
    .await;
}
