-- Every proposal of the supervisor, also the decided ones: what was rejected once is not proposed again.
create table proposal (
    id         varchar(80)              not null primary key,
    repository varchar(20)              not null,
    branch     varchar(120)             not null,
    commit_id  varchar(40)              not null,
    signal     varchar(120)             not null,
    subject    varchar(2000)            not null,
    title      varchar(2000)            not null,
    cases      text                     not null,
    opened_at  timestamp with time zone not null,
    merged     boolean,
    decided_by varchar(200),
    reason     varchar(2000),
    decided_at timestamp with time zone
);
