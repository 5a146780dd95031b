//! Closed sets of words: each value has one key, the same in the ledger, on the wire and in `words`.

/// Declares a closed enum whose values have stable keys.
#[macro_export]
macro_rules! keyed {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $key:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $value),+
        }

        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The key kept in the ledger and used on the wire.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$value => $key),+
                }
            }

            /// The value of a key, or none.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key {
                    $($key => Some(Self::$value),)+
                    _ => None,
                }
            }

            /// Reads a key from a form or the wire.
            ///
            /// # Errors
            /// [`Refusal::FieldInvalid`](crate::refusal::Refusal::FieldInvalid) naming the field and the allowed keys.
            pub fn read(field: &str, key: &str) -> Result<Self, $crate::refusal::Refusal> {
                Self::from_key(key.trim()).ok_or_else(|| $crate::refusal::Refusal::invalid(field, [$($key),+].join(", ")))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.key())
            }
        }
    };
}
