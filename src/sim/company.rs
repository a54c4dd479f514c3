//! The invented retailer itself: how it is named, where its shops are, and whom it knows.

use super::Chance;
use super::text::{Texts, lines, list};
use crate::connect::customers::CustomersFile;
use crate::floor::{Brand, Customer, Store};

/// How the retailer of the rehearsal is named, what is not meant by it, and its shops with whom to call there.
///
/// ```
/// let brand = watchfloor::sim::brand();
/// assert!(brand.names.iter().any(|n| n == "Northwind & Lark") && brand.ambiguous.iter().any(|n| n == "Lark"));
/// assert!(brand.stores.iter().any(|s| s.words.iter().any(|w| w == "leeds") && s.contact.contains('@')));
/// ```
pub fn brand() -> Brand {
    let mut brand = Brand::default();
    for line in lines(include_str!("../../assets/rehearsal/brand.txt")) {
        let mut parts = line.split('|').map(str::trim);
        let (Some(what), Some(value)) = (parts.next(), parts.next()) else { continue };
        match what {
            "name" => brand.names.push(value.to_owned()),
            "ambiguous" => brand.ambiguous.push(value.to_owned()),
            "context" => brand.context.extend(list(value)),
            "exclusion" => brand.exclusions.push(value.to_owned()),
            "store" => brand.stores.push(Store {
                name: value.to_owned(),
                words: parts.next().map(list).unwrap_or_default(),
                contact: parts.next().unwrap_or_default().to_owned(),
            }),
            _ => {}
        }
    }
    brand
}

/// The retailer's customers, page by page.
pub(super) fn known_customers() -> impl Iterator<Item = Vec<Customer>> {
    let csv = std::io::Cursor::new(customers().into_bytes());
    let length = csv.get_ref().len() as u64;
    let mut file = CustomersFile::from_read("customers.csv", Box::new(csv), length).ok();
    std::iter::from_fn(move || file.as_mut()?.next_page().ok()?.map(|page| page.customers))
}

/// The customers whom the retailer knows, as a CSV file: those of the tales, and six in ten of the invented people.
///
/// The columns: `name`, `tier` (bronze, silver or gold), `email`, `since` (a date), `contacts` and `failed` (earlier
/// ones, and how many of them came to nothing), `last_failed` (the way and the date), and a column for each channel
/// with the name that the customer has there, empty where it is not known. It is the same text every time.
///
/// ```
/// let csv = watchfloor::sim::customers();
/// assert!(csv.starts_with("name,tier,email,since,contacts,failed,last_failed,X,Facebook,Instagram,Bluesky,Forum\n"));
/// assert!(csv.contains("Isla Moreau,gold,"));
/// assert_eq!(csv, watchfloor::sim::customers());
/// ```
pub fn customers() -> String {
    let mut csv = include_str!("../../assets/rehearsal/customers.csv").to_owned();
    let mut chance = Chance::new(0, "known customers");
    for person in &Texts::built_in().people {
        if !chance.happens(0.6) {
            continue;
        }
        let tier = ["bronze", "bronze", "bronze", "bronze", "bronze", "silver", "silver", "silver", "gold", "gold"];
        let tier = tier[chance.below(tier.len())];
        let bare = person.handle.trim_start_matches('@');
        let since = format!("{}-{:02}-{:02}", 2014 + chance.below(12), 1 + chance.below(12), 1 + chance.below(28));
        let contacts = chance.lognormal(1.4, 1.0) as u32;
        let failed = if contacts > 0 && chance.happens(0.15) { 1 + chance.below(contacts.min(3) as usize) } else { 0 };
        let way = ["telephone", "e-mail", "chat"][chance.below(3)];
        let last = if failed > 0 { format!("{way} 2026-11-{:02}", 1 + chance.below(26)) } else { String::new() };
        // The invented people have one name on all networks.
        let handles = [0.9, 0.6, 0.5, 0.2].map(|p| if chance.happens(p) { person.handle } else { "" }).join(",");
        let name = person.name.replace([',', '"'], " ");
        csv.push_str(&format!("{name},{tier},{bare}@post.example,{since},{contacts},{failed},{last},{handles},\n"));
    }
    csv
}
