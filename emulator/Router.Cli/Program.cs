using System;

Console.WriteLine("router");
return 0;
