import postgres from 'postgres';
import { readFileSync } from 'node:fs';
const s = JSON.parse(readFileSync('/tmp/book-stack/.careslot/stack.json','utf8'));
const sql = postgres(s.database_url,{max:1,onnotice(){}});
await sql.unsafe(process.argv[2]!);
await sql.end();
