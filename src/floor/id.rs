//! Names of things. Each is the thing's place in its table, given by the floor in the order of the facts,
//! so that no source of chance is needed to make one and the same log always gives the same names.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($number:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $number);

        impl $name {
            /// Its place in its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}#{}", stringify!($name).trim_end_matches("Id").to_lowercase(), self.0)
            }
        }
    };
}

id!(
    /// A conversation with one customer.
    ConversationId(u32)
);
id!(
    /// One thing that was written.
    MentionId(u32)
);
id!(
    /// Somebody who writes.
    AuthorId(u32)
);
id!(
    /// Somebody who answers.
    AgentId(u16)
);
id!(
    /// An account of the brand.
    HandleId(u16)
);
id!(
    /// A network or another way that customers write on.
    ChannelId(u16)
);
id!(
    /// Where mentions are read from: an account that is polled, or a file.
    SourceId(u16)
);
id!(
    /// A customer of ours.
    CustomerId(u32)
);
id!(
    /// Hours in which we are open.
    CalendarId(u16)
);
id!(
    /// Something that was raised to those above.
    EscalationId(u32)
);
