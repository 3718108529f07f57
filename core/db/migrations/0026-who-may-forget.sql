-- Forgetting runs with the rights of the history's owner: it is for the application's role alone (core/db/owner.ts grants it).
revoke execute on function forget_history(text, uuid[]) from public;
