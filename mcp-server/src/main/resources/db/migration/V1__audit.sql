-- One row for each call. "at" is text, exactly as it was hashed.
create table audit (
    seq              bigint       not null primary key,
    at               varchar(40)  not null,
    caller           varchar(200) not null,
    role             varchar(40)  not null,
    case_id          varchar(200),
    tool             varchar(64)  not null,
    arguments_digest varchar(80)  not null,
    arguments        text         not null,
    outcome          varchar(40)  not null,
    detail           text,
    change_id        varchar(100),
    took_ms          bigint       not null,
    previous_hash    varchar(64)     not null,
    hash             varchar(64)     not null
);

create index audit_case on audit (case_id, seq);
create index audit_change on audit (change_id);

-- One row: the newest record.
create table audit_head (
    seq  bigint   not null,
    hash varchar(64) not null,
    mac  varchar(64) not null
);

insert into audit_head (seq, hash, mac) values (0, '0000000000000000000000000000000000000000000000000000000000000000', '');
