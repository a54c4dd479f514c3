//! Who writes, and which conversations are one matter.

use super::{at, config};
use proptest::prelude::*;
use watchfloor::floor::{
    ChannelId, ConversationId, Customer, CustomerHandle, CustomerId, Customers, Joining, Match, MatchedBy, Recognised,
    Seen, email_key, emails_in, joining, match_author, matters,
};
use watchfloor::limits::{
    CUSTOMER_HANDLES_MAX, CUSTOMERS_MAX, EMAILS_READ_MAX, MATCH_NAMESAKES_MAX, MATTER_CONVERSATIONS_MAX,
    SAME_MATTER_SECS,
};

fn customer(name: &str, email: &str, handles: &[(&str, &str)]) -> Customer {
    let handles = handles.iter().map(|(channel, handle)| match *channel {
        "" => CustomerHandle::anywhere(handle),
        channel => CustomerHandle::on(channel, handle),
    });
    Customer { email: email_key(email), handles: handles.collect(), ..Customer::named(name) }
}

/// Who is found, in short: number, confidence, by what.
fn found(customers: &Customers, channel: &str, handle: &str, name: &str, emails: &[&str]) -> String {
    let emails: Vec<u64> = emails.iter().filter_map(|email| email_key(email)).collect();
    match match_author(customers, &Seen { channel, handle, name, emails: &emails }) {
        Some(found) => format!("{} {} % {}", found.customer.0, found.confidence_pct, found.by.word()),
        None => "nobody".to_owned(),
    }
}

fn some() -> Customers {
    let mut customers = Customers::default();
    for record in [
        customer("Dan Whitlow", "dan@example.org", &[("x", "@doorcam_dan")]),
        customer("Zoë Müller", "zoe@example.org", &[("instagram", "zoe.m"), ("", "zmueller")]),
        customer("Ana Reis", "ana@example.org", &[]),
        customer("Ana Reis", "reis@example.org", &[]),
    ] {
        customers.put(record);
    }
    customers
}

#[test]
fn each_way_of_being_recognised_has_its_confidence() {
    let known = some();
    let cases = [
        (found(&known, "X", "@DoorCam_Dan", "", &[]), "0 98 % by handle"),
        (found(&known, "twitter", "doorcam_dan", "", &[]), "0 98 % by handle"),
        (found(&known, "Facebook", "doorcam_dan", "", &[]), "0 75 % by handle"),
        (found(&known, "Facebook", "doorcam_dan", "dan  whitlow", &[]), "0 90 % by handle"),
        (found(&known, "X", "zmueller", "", &[]), "1 75 % by handle"),
        (found(&known, "X", "@nobody", "", &["ZOE+news@example.org"]), "1 95 % by e-mail"),
        (found(&known, "Facebook", "", "Zoe Muller", &[]), "1 55 % by name"),
        (found(&known, "Facebook", "", "Ana Reis", &[]), "2 27 % by name"),
        (found(&known, "Facebook", "", "Ana", &[]), "nobody"),
        (found(&known, "Facebook", "", "", &["new@example.org"]), "nobody"),
        (found(&known, "", "", "", &[]), "nobody"),
        (found(&known, "X", "@", " ", &[]), "nobody"),
    ];
    for (got, wanted) in cases {
        assert_eq!(got, wanted);
    }
}

#[test]
fn a_handle_comes_before_an_address_that_they_wrote() {
    assert_eq!(found(&some(), "X", "doorcam_dan", "", &["zoe@example.org"]), "0 98 % by handle");
}

#[test]
fn a_record_that_comes_again_changes_and_does_not_double() {
    let mut known = some();
    let moved = customer("Dan Whitlow-Hart", "DAN@example.org", &[("x", "@dan_wh")]);
    assert_eq!(known.put(moved), CustomerId(0));
    assert_eq!(known.len(), 4);
    assert_eq!(found(&known, "X", "doorcam_dan", "", &[]), "nobody", "the old handle may be somebody else's by now");
    assert_eq!(found(&known, "X", "dan_wh", "", &[]), "0 98 % by handle");
    assert_eq!(found(&known, "X", "", "Dan Whitlow", &[]), "nobody");
    let by_handle = customer("Zoe M.", "", &[("instagram", "@zoe.m")]);
    assert_eq!(known.put(by_handle), CustomerId(1));
    assert_eq!(found(&known, "X", "", "", &["zoe@example.org"]), "1 95 % by e-mail", "what is not said stays");
    assert_eq!(&*known.get(CustomerId(1)).unwrap().name, "Zoe M.");
    let silent = Customer { since: Some(2019), ..customer("", "zoe@example.org", &[]) };
    assert_eq!(known.put(silent), CustomerId(1));
    assert_eq!(&*known.get(CustomerId(1)).unwrap().name, "Zoe M.");
    assert_eq!(found(&known, "Instagram", "zoe.m", "", &[]), "1 98 % by handle");
    assert_eq!(known.put(customer("Lena Fuchs", "", &[])), CustomerId(4));
    assert_eq!(known.put(customer("lena fuchs", "", &[])), CustomerId(4));
    assert_eq!(known.put(customer("Ana Reis", "", &[])), CustomerId(5), "both others have an address");
}

#[test]
fn among_too_many_of_one_name_nobody_is_guessed() {
    let mut known = Customers::default();
    for i in 0..=MATCH_NAMESAKES_MAX {
        let count = known.len();
        let guessed = found(&known, "X", "", "Wei Zhang", &[]);
        let wanted = 55_usize.checked_div(count).map_or("nobody".to_owned(), |pct| format!("0 {pct} % by name"));
        assert_eq!(guessed, wanted);
        known.put(customer("Wei Zhang", &format!("wei{i}@example.org"), &[]));
    }
    assert_eq!(found(&known, "X", "", "Wei Zhang", &[]), "nobody");
}

#[test]
fn handles_beyond_the_limit_are_not_looked_at() {
    let names: Vec<String> = (0..=CUSTOMER_HANDLES_MAX).map(|i| format!("h{i}")).collect();
    let handles: Vec<(&str, &str)> = names.iter().map(|name| ("x", name.as_str())).collect();
    let mut known = Customers::default();
    known.put(customer("Many Names", "", &handles));
    assert_eq!(found(&known, "X", &names[CUSTOMER_HANDLES_MAX - 1], "", &[]), "0 98 % by handle");
    assert_eq!(found(&known, "X", &names[CUSTOMER_HANDLES_MAX], "", &[]), "nobody");
}

#[test]
fn names_that_are_written_without_a_space_are_names() {
    let mut known = Customers::default();
    known.put(customer("김민수", "", &[]));
    known.put(customer("王小明", "", &[]));
    assert_eq!(found(&known, "X", "", "김민수", &[]), "0 55 % by name");
    assert_eq!(found(&known, "X", "", "王小明", &[]), "1 55 % by name");
    assert_eq!(found(&known, "X", "", "王", &[]), "nobody");
}

#[test]
fn addresses_are_read_wherever_they_stand() {
    let key = |address| email_key(address).unwrap();
    let read = |text| emails_in(text);
    assert_eq!(read("mail me: dan@example.org."), [key("dan@example.org")]);
    assert_eq!(read("<dan@example.org>,\"ana@example.org\""), [key("dan@example.org"), key("ana@example.org")]);
    assert_eq!(read("@larkhelp my order 4471@ is late @ home"), [0_u64; 0]);
    assert_eq!(read("dan@@example.org dan@example"), [0_u64; 0]);
    let many: Vec<String> = (0..EMAILS_READ_MAX + 3).map(|i| format!("a{i}@example.org")).collect();
    assert_eq!(read(&many.join(" ")).len(), EMAILS_READ_MAX);
}

#[test]
fn there_is_room_for_a_million() {
    let mut known = some();
    assert_eq!(known.room(), CUSTOMERS_MAX - 4);
    known.put(customer("Dan W.", "dan@example.org", &[]));
    assert_eq!(known.room(), CUSTOMERS_MAX - 4, "who is known takes no room");
    assert_eq!(format!("{known:?}"), format!("{:?}", known.rows()), "and what is told of it has an order");
}

#[test]
fn a_hundred_thousand_of_one_name_are_taken_in() {
    let mut known = Customers::default();
    for i in 0..100_000_u32 {
        known.put(customer("Wei Zhang", &format!("{i}@example.org"), &[]));
    }
    assert_eq!(known.len(), 100_000);
    assert_eq!(found(&known, "X", "", "", &["99999@example.org"]), "99999 95 % by e-mail");
}

/// A record out of few names, so that they meet.
fn any_record() -> impl Strategy<Value = Customer> {
    let handles = prop::collection::vec((0_u8..3, 0_u8..6), 0..3);
    (0_u8..4, prop::option::of(0_u8..6), handles).prop_map(|(name, email, handles)| {
        let channel = |i: u8| ["x", "instagram", ""][usize::from(i)];
        let handles: Vec<(&str, String)> = handles.into_iter().map(|(c, h)| (channel(c), format!("h{h}"))).collect();
        let handles: Vec<(&str, &str)> = handles.iter().map(|(c, h)| (*c, h.as_str())).collect();
        let email = email.map(|e| format!("e{e}@example.org")).unwrap_or_default();
        customer(&format!("Some Body{name}"), &email, &handles)
    })
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn what_is_found_depends_on_what_is_known_and_not_on_how_it_came(
        records in prop::collection::vec(any_record(), 0..30),
        asked in prop::collection::vec((0_u8..3, 0_u8..6, 0_u8..4, prop::option::of(0_u8..6)), 1..10),
    ) {
        let mut lived = Customers::default();
        for record in records {
            lived.put(record);
        }
        // The same rows, put in place one after another as a snapshot would give them back.
        let mut restored = Customers::default();
        for (i, _) in lived.rows().iter().enumerate() {
            restored.put(customer("", &format!("place{i}@example.org"), &[]));
        }
        for (i, row) in lived.rows().iter().enumerate().rev() {
            restored.replace(CustomerId(i as u32), row.clone());
        }
        prop_assert_eq!(&lived, &restored);
        for (channel, handle, name, email) in asked {
            let channel = ["x", "instagram", "facebook"][usize::from(channel)];
            let email = email.map(|e| format!("e{e}@example.org")).unwrap_or_default();
            let (handle, name) = (format!("@H{handle}"), format!("some body{name}"));
            let ask = |customers: &Customers| found(customers, channel, &handle, &name, &[&email]);
            prop_assert_eq!(ask(&lived), ask(&restored));
        }
    }

    #[test]
    fn matters_do_not_depend_on_the_order(rows in prop::collection::vec(any_recognised(), 0..25), turn in 0_usize..25) {
        let mut rows = rows;
        rows.sort_by_key(|r| r.conversation);
        rows.dedup_by_key(|r| r.conversation);
        let found = matters(&rows);
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len().max(1));
        turned.reverse();
        prop_assert_eq!(&found, &matters(&turned));
        let mut joined: Vec<ConversationId> = found.iter().flat_map(|m| m.conversations.clone()).collect();
        let count = joined.len();
        joined.sort_unstable();
        joined.dedup();
        prop_assert_eq!(joined.len(), count, "no conversation is in two matters");
        for matter in &found {
            let of = |id: &ConversationId| rows.iter().find(|r| r.conversation == *id).unwrap();
            for id in &matter.conversations {
                let joins = |other: &ConversationId| joining(of(id), of(other)) == Joining::ByItself;
                prop_assert!(matter.conversations.len() == 1 || matter.conversations.iter().any(joins));
            }
            let suggested = |id: &ConversationId| of(id).open && of(id).matched.customer == matter.customer;
            prop_assert!(matter.suggested.iter().all(suggested));
        }
    }
}

fn any_recognised() -> impl Strategy<Value = Recognised> {
    let pct = prop_oneof![Just(98_u8), Just(90), Just(89), Just(55)];
    (0_u32..40, 0_u16..3, 0_u32..3, pct, 0_u32..200_000, 0_u8..5).prop_map(|(id, channel, who, pct, when, open)| {
        Recognised {
            conversation: ConversationId(id),
            channel: ChannelId(channel),
            matched: Match { customer: CustomerId(who), confidence_pct: pct, by: MatchedBy::Handle },
            at: at(when),
            open: open > 0,
        }
    })
}

fn recognised(id: u32, channel: u16, pct: u8, when: u32) -> Recognised {
    let matched = Match { customer: CustomerId(0), confidence_pct: pct, by: MatchedBy::Handle };
    Recognised { conversation: ConversationId(id), channel: ChannelId(channel), matched, at: at(when), open: true }
}

#[test]
fn three_channels_in_ten_minutes_are_one_matter() {
    let rows = [recognised(1, 0, 98, 0), recognised(2, 1, 95, 300), recognised(3, 2, 98, 600)];
    let found = matters(&rows);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].conversations, [1, 2, 3].map(ConversationId));
    assert_eq!(found[0].suggested, []);
}

#[test]
fn what_is_not_sure_is_only_suggested() {
    let sure = recognised(1, 0, 98, 0);
    for (other, wanted) in [
        (recognised(2, 1, 90, SAME_MATTER_SECS), Joining::ByItself),
        (recognised(2, 1, 90, SAME_MATTER_SECS + 1), Joining::Suggested),
        (recognised(2, 1, 89, 60), Joining::Suggested),
        (recognised(2, 0, 98, 60), Joining::Suggested),
        (Recognised { open: false, ..recognised(2, 1, 98, 60) }, Joining::Apart),
        (recognised(1, 1, 98, 60), Joining::Apart),
    ] {
        assert_eq!(joining(&sure, &other), wanted, "{other:?}");
        assert_eq!(joining(&other, &sure), wanted, "and the other way round");
    }
    let found = matters(&[sure, recognised(2, 1, 55, 60)]);
    assert_eq!(found[0].suggested, [ConversationId(2)]);
}

#[test]
fn of_somebody_with_conversations_without_end_the_newest_are_looked_at() {
    let rows: Vec<Recognised> =
        (0..MATTER_CONVERSATIONS_MAX as u32 + 40).map(|i| recognised(i, (i % 2) as u16, 98, i)).collect();
    let found = matters(&rows);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].conversations.len(), MATTER_CONVERSATIONS_MAX);
    assert_eq!(found[0].conversations[0], ConversationId(40));
}
