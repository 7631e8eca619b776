// A model behind node:http: POST /NAME with {"rows":[{column: value}]}. Arguments: the folder that holds onnxruntime-node, then NAME=FILE…
import { createRequire } from "node:module";
import { createServer } from "node:http";

const ort = createRequire(`${process.argv[2]}/`)("onnxruntime-node");
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential", extra: { session: { intra_op: { allow_spinning: "0" } } } };
const models = new Map();
for (const argument of process.argv.slice(3)) {
  const [name, file] = argument.split("=");
  const session = await ort.InferenceSession.create(file, options);
  const columns = session.inputMetadata.map((input) => ({ name: input.name, type: input.type }));
  models.set(`/${name}`, { session, columns });
}

function feed(column, rows) {
  const shape = [rows.length, 1];
  if (column.type === "string")
    return new ort.Tensor("string", rows.map((row) => row[column.name] ?? ""), shape);
  return new ort.Tensor("float32", Float32Array.from(rows, (row) => row[column.name] ?? NaN), shape);
}

async function predict(model, body) {
  const { rows } = JSON.parse(body);
  const feeds = {};
  for (const column of model.columns)
    feeds[column.name] = feed(column, rows);
  const { probability } = await model.session.run(feeds);
  return JSON.stringify({ version: 1, predictions: Array.from(probability.data, (value) => ({ probability: value })) });
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    try {
      const answer = await predict(models.get(request.url), Buffer.concat(chunks).toString());
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(answer) });
      response.end(answer);
    } catch (error) {
      response.writeHead(500);
      response.end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
