ALTER TABLE component ADD COLUMN other_purls TEXT;
ALTER TABLE component ADD COLUMN said TEXT;
