-- How cases were closed and needs were told in the last weeks: the lead's page
-- reads these by time.
CREATE INDEX closing_by_time ON closing (at, exemption);
CREATE INDEX told_by_time ON told (at);
