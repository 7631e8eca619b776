// Node 20 lacks Promise.withResolvers, which the SDK calls.
Promise.withResolvers ??= function withResolvers() {
  let resolve, reject;
  const promise = new this((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
};

const restate = await import("@restatedev/restate-sdk");

const work = restate.service({ name: "work", handlers: { step: async () => null } });

const bench = restate.service({
  name: "bench",
  handlers: {
    sequence: async (ctx, steps) => {
      for (let step = 0; step < steps; step++)
        await ctx.run(`step ${step}`, () => null);
      return steps;
    },
    fan: async (ctx, count) => {
      await restate.RestatePromise.all(Array.from({ length: count }, () => ctx.serviceClient(work).step()));
      return count;
    },
  },
});

await restate.serve({ services: [work, bench], port: Number(process.argv[2]) });
console.log("ready");
