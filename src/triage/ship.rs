//! What the shipped model is learnt from, and how the labels of those sets become answers to our questions.
//!
//! The sets are named with their licences in `assets/triage/weights.md`. Texts written for this project count most; the
//! labels of the sets were made for other questions, so they count less, or answer one question only.

use super::fit::{Example, Recipe, fit};
use super::model::{HEADS, Model};
use super::quantise::{Learnt, calm, model};
use super::text::{Scratch, hash_of};
use crate::floor::LessonHead;

/// The files of the sets, as they lie in the folder of data.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sources<'a> {
    /// `text/banking77/train.csv`.
    pub banking: &'a [u8],
    /// `text/clinc150/data_full.json`.
    pub clinc: &'a [u8],
    /// `text/sms_spam/SMSSpamCollection`.
    pub sms: &'a [u8],
    /// `text/youtube_spam/*.csv`, in the order of their names.
    pub youtube: &'a [Vec<u8>],
    /// `text/vader_tweets/tweets_GroundTruth.txt`.
    pub tweets: &'a [u8],
    /// `assets/triage/texts/*.csv`, in the order of their names.
    pub own: &'a [Vec<u8>],
}

/// A text with what is known of it.
#[derive(Clone, Debug)]
struct Labelled {
    text: String,
    /// Class and weight by head, in the order of [`HEADS`].
    labels: [Option<(usize, f32)>; 4],
}

/// The classes of each head, in the order of [`HEADS`].
pub const CLASSES: [&[&str]; 4] = [
    &["genuine", "spam"],
    &["question", "complaint", "request", "praise", "chatter"],
    &[
        "delivery", "payment", "account", "order", "product", "bug", "stock", "store", "offer", "feedback", "press",
        "service", "other",
    ],
    &["negative", "neutral", "positive"],
];

/// Learns the model that ships.
///
/// # Errors
///
/// A sentence when a set is not what it should be.
pub fn learn(sources: &Sources<'_>, seed: u64) -> Result<Model, String> {
    let all = gather(sources)?;
    let bits = BITS;
    let mut scratch = Scratch::default();
    let mut learnt = Vec::new();
    let mut anchors = Vec::new();
    for (head, name) in HEADS.iter().enumerate() {
        let of_head: Vec<&Labelled> = all.iter().filter(|l| l.labels[head].is_some()).collect();
        let mut examples = Vec::with_capacity(of_head.len());
        let mut groups = Vec::with_capacity(of_head.len());
        for one in &of_head {
            let Some((class, weight)) = one.labels[head] else { continue };
            let example = Example::read(&mut scratch, &one.text, bits, class);
            examples.push(Example { weight, ..example });
            groups.push(hash_of(scratch.text().folded()));
        }
        let classes = CLASSES[head];
        let recipe = Recipe { bits, seed, ..recipe_of(head) };
        let calm = calm(&examples, &groups, classes.len(), &recipe);
        anchors.extend(anchors_of(head, &of_head, bits, &mut scratch));
        learnt.push(Learnt {
            name: (*name).to_owned(),
            classes: classes.iter().map(|c| (*c).to_owned()).collect(),
            weights: fit(&examples, classes.len(), &recipe),
            calm,
        });
    }
    Ok(model(bits, &learnt, anchors))
}

const BITS: u32 = 15;
/// Examples of each head that stay in the model, so that lessons do not make it forget.
const ANCHORS: usize = 96;

fn recipe_of(head: usize) -> Recipe {
    let usual = Recipe::default();
    match head {
        0 => Recipe { rate: 0.3, decay: 0.05, balance: 0.7, ..usual },
        1 => Recipe { rate: 0.3, decay: 0.05, ..usual },
        2 => Recipe { rate: 0.1, tone_rate: 0.3, ..usual },
        _ => Recipe { rate: 0.1, ..usual },
    }
}

/// As many of each class as there can be, taken evenly over all.
fn anchors_of(head: usize, all: &[&Labelled], bits: u32, scratch: &mut Scratch) -> Vec<crate::floor::Lesson> {
    let heads = [LessonHead::Spam, LessonHead::Kind, LessonHead::Intent, LessonHead::Sentiment];
    let each = ANCHORS / CLASSES[head].len();
    let mut anchors = Vec::new();
    for class in 0..CLASSES[head].len() {
        let of_class: Vec<&&Labelled> =
            all.iter().filter(|l| l.labels[head].is_some_and(|(c, w)| c == class && w >= 0.5)).collect();
        for i in 0..each.min(of_class.len()) {
            scratch.read(&of_class[i * of_class.len() / each.min(of_class.len())].text);
            anchors.push(super::lesson::lesson(bits, heads[head], class as u8, scratch.features()));
        }
    }
    anchors
}

fn rows(name: &str, bytes: &[u8], delimiter: u8, quoting: bool) -> Result<Vec<Vec<String>>, String> {
    let reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut all = Vec::new();
    for row in reader.into_byte_records() {
        let row = row.map_err(|error| format!("{name} cannot be read: {error}"))?;
        all.push(row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
    }
    if all.is_empty() { Err(format!("{name} is empty")) } else { Ok(all) }
}

fn gather(sources: &Sources<'_>) -> Result<Vec<Labelled>, String> {
    let mut all = Vec::new();
    let none = [None; 4];
    for row in rows("sms_spam", sources.sms, b'\t', false)?.into_iter().skip(1) {
        let [label, text] = row.as_slice() else { continue };
        let spam = usize::from(label == "spam");
        all.push(Labelled { text: text.clone(), labels: [Some((spam, 0.2)), None, None, None] });
    }
    for file in sources.youtube {
        for row in rows("youtube_spam", file, b',', true)?.into_iter().skip(1) {
            let [_, text, label] = row.as_slice() else { continue };
            let spam = usize::from(label == "1");
            all.push(Labelled { text: text.clone(), labels: [Some((spam, 1.0)), None, None, None] });
        }
    }
    for row in rows("vader_tweets", sources.tweets, b'\t', false)? {
        let [_, rating, text] = row.as_slice() else { continue };
        let rating: f32 = rating.parse().map_err(|_| "vader_tweets has a rating that is no number".to_owned())?;
        let mood = if rating < -0.5 { 0 } else { 1 + usize::from(rating > 0.5) };
        all.push(Labelled { text: text.clone(), labels: [Some((0, 0.05)), None, None, Some((mood, 0.5))] });
    }
    for row in rows("banking77", sources.banking, b',', true)?.into_iter().skip(1) {
        let [text, category] = row.as_slice() else { continue };
        let intent = banking_intent(category).map(|i| (i, 0.05));
        all.push(Labelled { text: text.clone(), labels: [Some((0, 0.05)), None, intent, None] });
    }
    for (text, category) in clinc(sources.clinc)? {
        let intent = clinc_intent(&category).map(|i| (i, 0.05));
        all.push(Labelled { text, labels: [Some((0, 0.02)), None, intent, None] });
    }
    for file in sources.own {
        let from = all.len();
        own(file, none, &mut all)?;
        let joined = joined(&all[from..]);
        all.extend(joined);
    }
    Ok(all)
}

/// How much a joined text weighs beside one that somebody wrote.
const JOINED_WEIGHT: f32 = 0.6;
/// What stands between the parts of a joined text.
const BETWEEN: [&str; 6] = [". ", " - ", "! ", "\n", ", ", " "];

/// Texts of several sentences, made of those of one language: talk beside talk, which is still talk; and anything, bait
/// too, with talk around it, which is as genuine as it was. People write so, and sentences one by one do not
/// teach that a late bus beside the name of a shop is no complaint about the shop.
fn joined(rows: &[Labelled]) -> Vec<Labelled> {
    let is_kind = |l: &&Labelled, kinds: &[usize]| l.labels[1].is_some_and(|(kind, _)| kinds.contains(&kind));
    let talk: Vec<&Labelled> = rows.iter().filter(|l| is_kind(l, &[4])).collect();
    let quiet: Vec<&Labelled> = rows.iter().filter(|l| is_kind(l, &[3, 4])).collect();
    if talk.len() < 2 {
        return Vec::new();
    }
    let mut state = rows.len() as u64;
    let mut pick = |of: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((n ^ (n >> 31)) % of.max(1) as u64) as usize
    };
    let mut out = Vec::new();
    for (n, row) in rows.iter().cycle().take(rows.len() * 2).enumerate() {
        let mut parts = vec![row.text.as_str(), talk[pick(talk.len())].text.as_str()];
        if n % 3 == 0 {
            parts.push(talk[pick(talk.len())].text.as_str());
        }
        if n % 2 == 1 {
            parts.swap(0, 1);
        }
        let text = parts.join(BETWEEN[pick(BETWEEN.len())]);
        // What talk beside it says of the kind of an asking text would teach that talk asks.
        out.push(Labelled {
            text,
            labels: [row.labels[0].map(|(class, w)| (class, w * JOINED_WEIGHT)), None, None, None],
        });
    }
    for n in 0..quiet.len() * 2 {
        let (a, b) = (quiet[n % quiet.len()], talk[pick(talk.len())]);
        let neutral = [a, b].iter().all(|l| l.labels[3].is_some_and(|(mood, _)| mood == 1));
        let mood = neutral.then_some((1, JOINED_WEIGHT));
        let text = format!("{}{}{}", b.text, BETWEEN[pick(BETWEEN.len())], a.text);
        out.push(Labelled { text, labels: [Some((0, JOINED_WEIGHT)), a.labels[1], None, mood] });
    }
    out
}

fn clinc(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    let sets: std::collections::BTreeMap<String, Vec<(String, String)>> =
        serde_json::from_slice(bytes).map_err(|error| format!("clinc150 cannot be read: {error}"))?;
    Ok(sets.into_values().flatten().collect())
}

/// Texts written for this project: `lang,text,kind,intent,mood,spam`.
fn own(bytes: &[u8], none: [Option<(usize, f32)>; 4], all: &mut Vec<Labelled>) -> Result<(), String> {
    let rows = rows("a file of assets/triage/texts", bytes, b',', true)?;
    let Some(header) = rows.first() else { return Ok(()) };
    let column = |name: &str| {
        let at = header.iter().position(|c| c.trim() == name);
        at.ok_or_else(|| format!("a file of assets/triage/texts has no column {name}"))
    };
    let (text, kind, intent) = (column("text")?, column("kind")?, column("intent")?);
    let (mood, spam) = (column("mood")?, column("spam")?);
    for row in rows.iter().skip(1) {
        let cell = |at: usize| row.get(at).map_or("", |c| c.trim());
        let class = |head: usize, word: &str| CLASSES[head].iter().position(|c| *c == word).map(|c| (c, 1.0));
        let is_spam = matches!(cell(spam), "1" | "true" | "yes" | "spam");
        let mut labels = none;
        labels[0] = Some((usize::from(is_spam), 1.0));
        if !is_spam {
            labels[1] = class(1, cell(kind));
            labels[2] = class(2, cell(intent));
            labels[3] = mood_class(cell(mood)).map(|c| (c, 1.0));
        }
        all.push(Labelled { text: cell(text).to_owned(), labels });
    }
    Ok(())
}

/// The class of a mood: a word, or a number whose sign says it.
fn mood_class(cell: &str) -> Option<usize> {
    match cell {
        "negative" => Some(0),
        "neutral" => Some(1),
        "positive" => Some(2),
        number => number.parse::<f32>().ok().map(|n| if n < 0.0 { 0 } else { 1 + usize::from(n > 0.0) }),
    }
}

fn banking_intent(category: &str) -> Option<usize> {
    let any = |parts: &[&str]| parts.iter().any(|p| category.contains(p));
    if any(&["card_arrival", "card_delivery"]) {
        return Some(0);
    }
    if any(&[
        "passcode",
        "pin",
        "verify",
        "personal_details",
        "terminate_account",
        "age_limit",
        "compromised",
        "stolen",
        "activate",
    ]) {
        return Some(2);
    }
    if any(&["order_physical", "get_physical", "getting_spare", "getting_virtual", "get_disposable"]) {
        return Some(3);
    }
    if any(&["not_working", "swallowed", "about_to_expire"]) {
        return Some(4);
    }
    if any(&[
        "refund",
        "Refund",
        "charge",
        "payment",
        "transfer",
        "top_up",
        "balance",
        "withdrawal",
        "debit",
        "cash",
        "money",
    ]) {
        return Some(1);
    }
    None
}

fn clinc_intent(category: &str) -> Option<usize> {
    Some(match category {
        "order_status" | "lost_luggage" => 0,
        "pay_bill" | "bill_balance" | "bill_due" | "transactions" | "transfer" | "min_payment" | "card_declined"
        | "international_fees" => 1,
        "account_blocked" | "pin_change" | "report_fraud" | "freeze_account" | "report_lost_card" => 2,
        "order"
        | "book_flight"
        | "book_hotel"
        | "cancel_reservation"
        | "confirm_reservation"
        | "car_rental"
        | "restaurant_reservation"
        | "new_card"
        | "accept_reservations" => 3,
        "damaged_card" | "jump_start" | "sync_device" => 4,
        "redeem_rewards" | "rewards_balance" => 8,
        _ => return None,
    })
}
