//! Lets the ids of `domain` cross the border as integers.

use crate::value::{FromValue, ToValue, Value};

macro_rules! crossing {
    ($id:ty) => {
        impl ToValue for $id {
            fn to_value(&self) -> Value {
                Value::Int(self.get())
            }
        }
        impl FromValue for $id {
            fn from_value(value: &Value) -> Option<Self> {
                i64::from_value(value).map(<$id>::new)
            }
        }
    };
}

domain::for_each_id!(crossing);
