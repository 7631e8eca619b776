// Loaded before Azurite. At a stop it waits until every client hangs up, and keeps what it holds in memory only then;
// by that time all parts of the system have ended, and clients that are left get a moment.
const { Server } = require("node:http");

const close = Server.prototype.close;
Server.prototype.close = function (closed) {
  setTimeout(() => this.closeAllConnections(), 250).unref();
  return close.call(this, closed);
};
