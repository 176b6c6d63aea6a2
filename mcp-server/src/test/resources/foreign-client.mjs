// A client of the protocol's own SDK, told on standard input what to do: one JSON object a line, {"method": a method of its
// Client, "params": ...}, and one line of answer each, {"result": ...} or {"error": ...}. It says yes to every question.
// Having listed the tools, the SDK itself compares each result with the tool's output schema.
import {createInterface} from 'node:readline';
import {pathToFileURL} from 'node:url';

const [modules, endpoint, token] = process.argv.slice(2);
const sdk = (path) => import(pathToFileURL(`${modules}/@modelcontextprotocol/sdk/dist/esm/${path}`));
const {Client} = await sdk('client/index.js');
const {StreamableHTTPClientTransport} = await sdk('client/streamableHttp.js');
const {ElicitRequestSchema} = await sdk('types.js');

let accept = true;
let asked = 0;
const client = new Client({name: 'foreign', version: '1'}, {capabilities: {elicitation: {}}});
client.setRequestHandler(ElicitRequestSchema, async () => {
  asked++;
  return accept ? {action: 'accept', content: {confirm: true}} : {action: 'decline'};
});
await client.connect(new StreamableHTTPClientTransport(new URL(endpoint),
  {requestInit: {headers: {Authorization: `Bearer ${token}`}}}));

for await (const line of createInterface({input: process.stdin})) {
  const {method, params} = JSON.parse(line);
  let answer;
  try {
    if (method === 'accept') {
      accept = params.accept;
      answer = {result: {asked}};
    } else if (method === 'callTool') {
      answer = {result: await client.callTool(params, undefined, {timeout: 300000})};
    } else {
      answer = {result: await client[method](params)};
    }
  } catch (error) {
    answer = {error: {message: error.message}};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
await client.close();
process.exit(0);
