//! The brand as it is being written: lists as lines of text, until they are saved.

use crate::floor::{Brand, Store};

/// A brand in text fields. One line is one name or word; empty lines do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrandDraft {
    /// Names that are ours alone.
    pub names: String,
    /// Names that mean other things too.
    pub ambiguous: String,
    /// Words that make those ours.
    pub context: String,
    /// Words with which a text is not about us.
    pub exclusions: String,
    /// The shops.
    pub shops: Vec<ShopDraft>,
}

/// A shop in text fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShopDraft {
    /// Its name.
    pub name: String,
    /// Its words, with commas between.
    pub words: String,
    /// Whom to call.
    pub contact: String,
}

impl ShopDraft {
    fn is_empty(&self) -> bool {
        [&self.name, &self.words, &self.contact].iter().all(|field| field.trim().is_empty())
    }
}

impl BrandDraft {
    /// The brand as it is kept, to be written on.
    pub fn of(brand: &Brand) -> BrandDraft {
        BrandDraft {
            names: brand.names.join("\n"),
            ambiguous: brand.ambiguous.join("\n"),
            context: brand.context.join("\n"),
            exclusions: brand.exclusions.join("\n"),
            shops: brand
                .stores
                .iter()
                .map(|s| ShopDraft { name: s.name.clone(), words: s.words.join(", "), contact: s.contact.clone() })
                .collect(),
        }
    }

    /// The brand that it says.
    ///
    /// ```
    /// use watchfloor::ui::brand::{BrandDraft, ShopDraft};
    /// let shop = ShopDraft { name: "Leeds".into(), words: "leeds, briggate,".into(), contact: "ext. 41".into() };
    /// let shops = vec![shop, ShopDraft::default()];
    /// let draft = BrandDraft { names: " Larkfield \n\nLarkfield Home".into(), shops, ..BrandDraft::default() };
    /// let brand = draft.brand();
    /// assert_eq!(brand.names, ["Larkfield", "Larkfield Home"]);
    /// assert_eq!(brand.stores.len(), 1, "an empty line of shops is no shop");
    /// assert_eq!(brand.stores[0].words, ["leeds", "briggate"]);
    /// assert_eq!(BrandDraft::of(&brand).brand(), brand);
    /// ```
    pub fn brand(&self) -> Brand {
        let list = |text: &str, by: char| -> Vec<String> {
            text.split(by).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let shop = |shop: &ShopDraft| Store {
            name: shop.name.trim().to_owned(),
            words: list(&shop.words, ','),
            contact: shop.contact.trim().to_owned(),
        };
        Brand {
            names: list(&self.names, '\n'),
            ambiguous: list(&self.ambiguous, '\n'),
            context: list(&self.context, '\n'),
            exclusions: list(&self.exclusions, '\n'),
            stores: self.shops.iter().filter(|s| !s.is_empty()).map(shop).collect(),
        }
    }
}
