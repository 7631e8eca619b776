using Microsoft.Extensions.ObjectPool;

namespace ServerlessML.Serving.Requests;

/// <summary>Keeps exchanges of one protocol for the next requests.</summary>
internal sealed class ExchangePolicy<T> : PooledObjectPolicy<Exchange>
    where T : Exchange, new()
{
    public static ObjectPool<Exchange> Pool(int limit) => new DefaultObjectPool<Exchange>(new ExchangePolicy<T>(), limit);

    public override Exchange Create() => new T();

    public override bool Return(Exchange obj)
    {
        obj.Close();
        return !obj.IsOutgrown;
    }
}
